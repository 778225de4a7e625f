import type { Page } from 'playwright-core';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { eventually, panes } from '../page/hands.ts';
import {
  badge,
  clickNotification,
  closeMainWindow,
  type Desk,
  notificationCount,
  notifications,
  startDesk,
  trayMenu,
  windowStates,
} from './hands.ts';
import { runtime } from './launch.ts';

const RING = String.raw`printf '\a'`;

describe(`notifications on ${runtime}`, () => {
  let desk: Desk;
  let page: Page;
  beforeEach(async () => {
    desk = await startDesk();
    page = await desk.app.firstWindow();
    await eventually(async () => (await desk.terminals()).length).toBe(1);
  });
  afterEach(() => desk.close());

  test('a click takes one to the terminal that rang, wherever the window is, and nothing waits any more', async () => {
    const { id, go } = await desk.run(`wait_go; ${RING}; wait_go`, 'build');
    await closeMainWindow(desk.app);
    await eventually(async () => (await windowStates(desk.app))[0]).toMatchObject({ minimized: true });
    go();
    await eventually(() => notifications(desk.app)).toEqual([{ title: 'Bell in build', body: '' }]);
    await eventually(() => badge(desk.app)).toBe(1);
    await clickNotification(desk.app, 'Bell in build');
    await eventually(() => panes(page)).toContain(id);
    await eventually(async () => (await windowStates(desk.app))[0]).toMatchObject({ visible: true, minimized: false });
    await eventually(() => notifications(desk.app)).toEqual([]);
    await eventually(() => badge(desk.app)).toBe(0);
  });

  test('the icon counts terminals, and each has one notification', async () => {
    const one = await desk.run(`wait_go; ${RING}; wait_go; exit 3`, 'one');
    const two = await desk.run('wait_go', 'two');
    one.go();
    await eventually(() => notifications(desk.app)).toEqual([{ title: 'Bell in one', body: '' }]);
    one.go();
    await eventually(() => notifications(desk.app)).toEqual([{ title: 'one has ended', body: '' }]);
    two.go();
    await eventually(async () => (await notifications(desk.app)).map(({ title }) => title)).toEqual([
      'one has ended',
      'two has ended',
    ]);
    await eventually(() => badge(desk.app)).toBe(2);
    await desk.request('terminal.session.remove', { id: one.id });
    await desk.request('terminal.session.remove', { id: two.id });
    await eventually(() => badge(desk.app)).toBe(0);
    expect(await notifications(desk.app)).toEqual([]);
  });

  test('a command that took long is told when it ends, with what it was', async () => {
    const marks = String.raw`printf '\033]133;A\a\033]133;C;cmdline_url=make%%20-j8\a'; sleep 10.5; printf '\033]133;D;2\a\033]133;A\a'; wait_go`;
    await desk.run(marks, 'build');
    await eventually(() => notifications(desk.app), { timeout: 30_000 }).toEqual([
      { title: expect.stringMatching(/^Failed with exit code 2 after 1[01] s$/), body: 'make -j8' },
    ]);
  });

  test('in quiet hours, and of kinds that are switched off, nothing is shown and everything is counted', async () => {
    const quiet = { on: true, from: '00:00', to: '00:00' };
    await desk.request('settings.values.update', { patch: { notifications: { quiet } } });
    const one = await desk.run(`wait_go; ${RING}; wait_go`, 'one');
    one.go();
    await eventually(() => badge(desk.app)).toBe(1);
    await desk.request('settings.values.update', { patch: { notifications: { quiet: { on: false }, bell: false } } });
    const two = await desk.run(`wait_go; ${RING}; wait_go`, 'two');
    two.go();
    await eventually(() => badge(desk.app)).toBe(2);
    expect(await notificationCount(desk.app)).toBe(0);
    await eventually(() => trayMenu(desk.app)).toEqual(expect.arrayContaining(['Bell: one', 'Bell: two']));
    // What comes after it is shown again.
    two.go();
    await eventually(async () => (await notifications(desk.app)).map(({ title }) => title)).toEqual(['two has ended']);
  });

  test('a terminal that somebody looks at on another client is quiet', async () => {
    const { id, go } = await desk.run(`wait_go; ${RING}; wait_go; ${RING}; wait_go`, 'shared');
    await desk.request('presence.heartbeat', { viewing: id });
    const { bells } = await listed(id);
    go();
    await eventually(async () => (await listed(id)).bells).toBe(bells + 1);
    await desk.request('presence.heartbeat', { viewing: null });
    go();
    await eventually(() => badge(desk.app)).toBe(1);
    expect(await notificationCount(desk.app)).toBe(1);
  });

  test('a title full of markup and control characters is plain text', async () => {
    const title = String.raw`\033]0;<a href="https://evil.example">x</a>\342\200\256&\a`;
    const { go } = await desk.run(`printf '${title}'; wait_go; ${RING}; wait_go`);
    go();
    await eventually(() => notifications(desk.app)).toEqual([
      { title: 'Bell in ‹a href="https://evil.example"›x‹/a›&', body: '' },
    ]);
  });

  async function listed(id: string) {
    const found = (await desk.terminals()).find((each) => each.id === id);
    if (found === undefined) throw new Error(`${id} is not listed`);
    return found;
  }
});
