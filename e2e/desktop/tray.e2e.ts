import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterEach, describe, expect, onTestFinished, test } from 'vitest';
import { HAS_SESSION_BUS, startSessionBus } from '../../src-main/desktop/testing/session-bus.ts';
import { keeperPids } from '../../src-main/hub/testing/test-hub.ts';
import { eventually, panes } from '../page/hands.ts';
import { answerDialog, openDialogs, shownDialog } from './dialogs.ts';
import {
  clickTray,
  closeMainWindow,
  type Desk,
  filesIn,
  heldAwake,
  startDesk,
  trayMenu,
  trayTooltip,
  windowStates,
} from './hands.ts';
import { newDataDir, runtime } from './launch.ts';

describe(`the tray on ${runtime}`, () => {
  let desk: Desk;
  afterEach(() => desk.close());

  /** The app with its window and the shell that it opens for somebody who has none. */
  async function open(): Promise<Page> {
    desk = await startDesk();
    const page = await desk.app.firstWindow();
    await eventually(async () => (await desk.terminals()).length).toBe(1);
    // The app hears of it as a client of its own, perhaps later than this spec's; a quit before that asks nothing.
    await eventually(async () => {
      const entries = await menu();
      return entries[entries.indexOf('---') + 1] ?? 'Show Homeport';
    }).not.toBe('Show Homeport');
    return page;
  }

  const menu = (): Promise<ReadonlyArray<string>> => trayMenu(desk.app);

  test('says where the hub is and how many look at it, and lists the terminals that did something last', async () => {
    await open();
    const { id, go } = await desk.run('wait_go; echo; wait_go', 'first');
    await desk.run('wait_go', 'second');
    // This spec's own client is one, the window another; the tray's does not count.
    await eventually(menu).toEqual(
      expect.arrayContaining(['(2 clients connected)', 'first', 'second', 'New terminal', 'Settings…', 'Quit…']),
    );
    expect((await menu())[0]).toMatch(/^\(Homeport at 127\.0\.0\.1:\d+\)$/);
    expect((await menu()).indexOf('second')).toBeLessThan((await menu()).indexOf('first'));
    await desk.request('terminal.session.rename', { id, name: '&evil\u202e' });
    await eventually(menu).toContain('&&evil');
    go();
  });

  test('shows a terminal in the window, also when the window has been put away', async () => {
    const page = await open();
    const one = await desk.run('wait_go', 'one');
    const two = await desk.run('wait_go', 'two');
    await clickTray(desk.app, 'one');
    await eventually(() => panes(page)).toContain(one.id);
    await closeMainWindow(desk.app);
    await eventually(async () => (await windowStates(desk.app))[0]).toMatchObject({ minimized: true });
    await clickTray(desk.app, 'two');
    await eventually(async () => (await windowStates(desk.app))[0]).toMatchObject({ visible: true, minimized: false });
    await eventually(() => panes(page)).toContain(two.id);
  });

  test('marks what waits, says so under the pointer, and takes one there', async () => {
    const page = await open();
    const { id, go } = await desk.run(String.raw`wait_go; printf '\a'; wait_go`, 'bells');
    go();
    await eventually(menu).toEqual(expect.arrayContaining(['● bells', '(Waiting for you)', 'Bell: bells']));
    expect(await trayTooltip(desk.app)).toBe('Homeport: a terminal waits for you');
    await clickTray(desk.app, 'Bell: bells');
    await eventually(() => panes(page)).toContain(id);
    await eventually(menu).not.toContain('(Waiting for you)');
    await eventually(() => trayTooltip(desk.app)).toBe('Homeport');
  });

  test('shows the window for more than fits in the menu', async () => {
    await open();
    const bells = await Promise.all(
      Array.from({ length: 9 }, (_, at) => desk.run(String.raw`wait_go; printf '\a'; wait_go`, `bell ${at}`)),
    );
    await closeMainWindow(desk.app);
    await eventually(async () => (await windowStates(desk.app))[0]).toMatchObject({ minimized: true });
    for (const { go } of bells) go();
    await clickTray(desk.app, '1 more…');
    await eventually(async () => (await windowStates(desk.app))[0]).toMatchObject({ visible: true, minimized: false });
  });

  test('says when something is wrong, and shows the window, which says what', async () => {
    const dataDir = newDataDir();
    onTestFinished(() => rmSync(dataDir, { recursive: true, force: true }));
    writeFileSync(join(dataDir, 'settings.json'), 'not settings');
    desk = await startDesk({ dataDir });
    const page = await desk.app.firstWindow();
    await eventually(menu).toContain('Something needs your eye…');
    // One that is closed before it was ever shown comes up when its page is there.
    await eventually(async () => (await windowStates(desk.app))[0]).toMatchObject({ visible: true });
    await closeMainWindow(desk.app);
    await eventually(async () => (await windowStates(desk.app))[0]).toMatchObject({ minimized: true });
    await clickTray(desk.app, 'Something needs your eye…');
    await eventually(async () => (await windowStates(desk.app))[0]).toMatchObject({ visible: true, minimized: false });
    await page.getByText('settings.json').first().waitFor();
  });

  test('begins a new terminal and brings the window with it', async () => {
    await open();
    await closeMainWindow(desk.app);
    await eventually(async () => (await windowStates(desk.app))[0]).toMatchObject({ minimized: true });
    await clickTray(desk.app, 'New terminal');
    await eventually(async () => (await desk.terminals()).length).toBe(2);
    await eventually(async () => (await windowStates(desk.app))[0]).toMatchObject({ visible: true, minimized: false });
  });

  test('brings the window back', async () => {
    await open();
    await closeMainWindow(desk.app);
    await eventually(async () => (await windowStates(desk.app))[0]).toMatchObject({ minimized: true });
    await clickTray(desk.app, 'Show Homeport');
    await eventually(async () => (await windowStates(desk.app))[0]).toMatchObject({ visible: true, minimized: false });
  });

  test('opens the settings', async () => {
    await open();
    await clickTray(desk.app, 'Settings…');
    await eventually(async () => (await windowStates(desk.app)).map(({ page }) => page)).toContain('/settings.html');
  });

  test.runIf(process.platform === 'linux')('switches opening at login, which the session reads', async () => {
    await open();
    const autostart = join(desk.config, 'autostart');
    await clickTray(desk.app, 'Open at login');
    await eventually(() => filesIn(autostart)).toEqual(['homeport.desktop']);
    expect(readFileSync(join(autostart, 'homeport.desktop'), 'utf8')).toContain(`--hidden --data-dir=${desk.dataDir}`);
    expect((await desk.request('settings.values.read', {})).settings.desktop.openAtLogin).toBe(true);
    await eventually(menu).toContain('[x] Open at login');
    await clickTray(desk.app, 'Open at login');
    await eventually(() => filesIn(autostart)).toEqual([]);
    await eventually(menu).toContain('[ ] Open at login');
  });

  test('keeps the computer awake while a command runs, once, and no longer', async () => {
    await open();
    const mark = String.raw`printf '\033]133;A\a\033]133;C;cmdline_url=make\a'; wait_go; printf '\033]133;D;0\a\033]133;A\a'; wait_go`;
    const { go } = await desk.run(mark, 'build');
    await clickTray(desk.app, 'Keep this computer awake while something runs');
    await eventually(menu).toContain('[x] Keep this computer awake while something runs');
    await eventually(() => heldAwake(desk.app)).toBe(1);
    go();
    await eventually(() => heldAwake(desk.app)).toBe(0);
    await clickTray(desk.app, 'Keep this computer awake while something runs');
    await eventually(menu).toContain('[ ] Keep this computer awake while something runs');
  });

  describe('quits', () => {
    /** Quits by one of the answers, and waits until the app has ended. */
    async function quit(answer: string): Promise<void> {
      const child = desk.app.process();
      const gone = new Promise((resolve) => child.once('exit', resolve));
      await clickTray(desk.app, 'Quit…');
      await answerDialog(desk.app, answer);
      await gone;
    }

    test('not at all when the question is cancelled', async () => {
      await open();
      await clickTray(desk.app, 'Quit…');
      const { detail, buttons } = await shownDialog(desk.app);
      expect(detail).toMatch(/^1 terminal goes on/);
      expect(buttons).toEqual(['Quit', 'Quit and end all terminals', 'Cancel']);
      await answerDialog(desk.app, 'Cancel');
      await eventually(async () => (await openDialogs(desk.app)).length).toBe(0);
      expect((await desk.terminals())[0]?.phase.kind).toBe('running');
      // It can be asked again.
      await clickTray(desk.app, 'Quit…');
      await answerDialog(desk.app, 'Cancel');
    });

    test('and leaves the terminals to their keepers', async () => {
      await open();
      const [terminal] = await desk.terminals();
      const pid = terminal?.phase.kind === 'running' ? terminal.phase.pid : 0;
      await quit('Quit');
      expect(isThere(pid)).toBe(true);
      expect(await keeperPids(desk.dataDir)).toHaveLength(1);
    });

    test('and ends the terminals with it', async () => {
      await open();
      const [terminal] = await desk.terminals();
      const pid = terminal?.phase.kind === 'running' ? terminal.phase.pid : 0;
      await quit('Quit and end all terminals');
      await eventually(() => keeperPids(desk.dataDir)).toEqual([]);
      expect(isThere(pid)).toBe(false);
    });

    test.each([
      ['Quit', 21],
      ['Quit and end all terminals', 0],
    ])('in time also from twenty terminals that print and hear no signal: %s', async (answer, goOn) => {
      await open();
      const stubborn = 'trap "" HUP TERM INT; while :; do echo here; sleep 0.5; done';
      await Promise.all(Array.from({ length: 20 }, () => desk.run(stubborn)));
      const pids = (await desk.terminals()).map(({ phase }) => (phase.kind === 'running' ? phase.pid : 0));
      expect(pids).toHaveLength(21);
      // They hear no hang-up either: left alone, they would outlive the spec and its keepers.
      onTestFinished(() => {
        for (const pid of pids.filter(isThere)) process.kill(pid, 'SIGKILL');
      });
      await clickTray(desk.app, 'Quit…');
      await shownDialog(desk.app);
      const child = desk.app.process();
      const gone = new Promise((resolve) => child.once('exit', resolve));
      const began = performance.now();
      await answerDialog(desk.app, answer);
      await gone;
      // The app takes five seconds at most; the rest is what a loaded machine takes to press and to notice.
      expect(performance.now() - began).toBeLessThan(7_000);
      await eventually(() => pids.filter(isThere).length).toBe(goOn);
    });
  });

  describe.skipIf(!HAS_SESSION_BUS || process.platform !== 'linux')('in a session', () => {
    test.each([
      ['that shows trays, a window that is closed goes into the tray', true],
      ['that shows none, a window that is closed is minimised', false],
    ])('%s', async (_what, shown) => {
      const bus = await startSessionBus(shown);
      try {
        desk = await startDesk({ env: { DBUS_SESSION_BUS_ADDRESS: bus.address } });
        await desk.app.firstWindow();
        await eventually(async () => (await windowStates(desk.app))[0]?.visible).toBe(true);
        await closeMainWindow(desk.app);
        await eventually(async () => (await windowStates(desk.app))[0]).toMatchObject({
          ...(shown ? { visible: false } : { minimized: true }),
        });
        await clickTray(desk.app, 'Show Homeport');
        await eventually(async () => (await windowStates(desk.app))[0]).toMatchObject({
          visible: true,
          minimized: false,
        });
      } finally {
        await bus.close();
      }
    });
  });
});

function isThere(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    // No such process is what is asked about.
    return false;
  }
}
