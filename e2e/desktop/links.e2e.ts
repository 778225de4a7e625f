import { spawn } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterEach, describe, expect, test } from 'vitest';
import { eventually, panes } from '../page/hands.ts';
import { answerDialog, openDialogs, shownDialog } from './dialogs.ts';
import { closeMainWindow, type Desk, startDesk, windowStates } from './hands.ts';
import { executable, type LaunchOptions, newDataDir, runtime } from './launch.ts';

const ROOT = join(import.meta.dirname, '../..');

describe(`links on ${runtime}`, () => {
  let desk: Desk;
  /** A data directory that outlives one run of the app. */
  let kept: string | undefined;
  afterEach(async () => {
    await desk.close();
    if (kept !== undefined) rmSync(kept, { recursive: true, force: true });
    kept = undefined;
  });

  async function open(options: LaunchOptions = {}): Promise<Page> {
    desk = await startDesk(options);
    const page = await desk.app.firstWindow();
    await eventually(async () => (await desk.terminals()).length).toBe(1);
    return page;
  }

  /** Starts the app once more with some arguments, as a system does that opens a link; answers with its exit code. */
  async function again(...args: ReadonlyArray<string>): Promise<number | null> {
    const env = { ...process.env, XDG_CONFIG_HOME: desk.config, DBUS_SESSION_BUS_ADDRESS: '' };
    const second = spawn(executable, [ROOT, `--data-dir=${desk.dataDir}`, ...args], { env, stdio: 'ignore' });
    return new Promise((resolve, reject) => {
      second.once('exit', resolve);
      second.once('error', reject);
    });
  }

  test('a link shows its terminal when the user agrees, and does nothing when not', async () => {
    const page = await open();
    const { id } = await desk.run('wait_go', 'build');
    expect(await again('--', `homeport://terminal/${id}`)).toBe(0);
    expect((await shownDialog(desk.app)).message).toBe('A link wants to show the terminal “build”.');
    await answerDialog(desk.app, 'Cancel');
    await eventually(async () => (await openDialogs(desk.app)).length).toBe(0);
    expect(await panes(page)).not.toContain(id);
    await again('--', `homeport://terminal/${id}`);
    await answerDialog(desk.app, 'Show');
    await eventually(() => panes(page)).toContain(id);
  });

  test('a terminal that is not there is said', async () => {
    await open();
    await again('--', 'homeport://terminal/t_nobodyknows');
    const { message, buttons } = await shownDialog(desk.app);
    expect([message, buttons]).toEqual(['A link wants to show a terminal that is not there, or no longer.', ['OK']]);
    await answerDialog(desk.app, 'OK');
  });

  test('many links at once are one question', async () => {
    const page = await open();
    const { id } = await desk.run('wait_go', 'build');
    const link = `homeport://terminal/${id}`;
    await Promise.all([again('--', link, link, link), again(link), again('--', link)]);
    await shownDialog(desk.app);
    await answerDialog(desk.app, 'Show');
    await eventually(() => panes(page)).toContain(id);
    expect(await openDialogs(desk.app)).toEqual([]);
  });

  test('what is no link brings the window and asks nothing', async () => {
    await open();
    const { id } = await desk.run('wait_go', 'build');
    await closeMainWindow(desk.app);
    await eventually(async () => (await windowStates(desk.app))[0]).toMatchObject({ minimized: true });
    for (const hostile of [
      `homeport://terminal/${id}?run=reboot`,
      `homeport://terminal/${id}/kill`,
      `homeport://user:secret@terminal/${id}`,
      `homeport://terminal%2f${id}`,
      `homeport://terminal/t_${'0'.repeat(50_000)}`,
      '; rm -rf ~',
    ])
      await again('--', hostile);
    await eventually(async () => (await windowStates(desk.app))[0]).toMatchObject({ visible: true, minimized: false });
    expect(await openDialogs(desk.app)).toEqual([]);
    expect((await desk.terminals()).map(({ phase }) => phase.kind)).toEqual(['running', 'running']);
  });

  test('a link that starts the app waits for its hub', async () => {
    const dataDir = newDataDir();
    kept = dataDir;
    await open({ dataDir });
    const { id } = await desk.run('wait_go', 'build');
    await desk.close();
    desk = await startDesk({ dataDir, args: ['--', `homeport://terminal/${id}`] });
    // The keepers ended with the first run, and the terminal is still listed.
    expect((await shownDialog(desk.app)).message).toBe('A link wants to show the terminal “build”.');
    await answerDialog(desk.app, 'Show');
    await eventually(async () => panes(await desk.app.firstWindow())).toContain(id);
  });
});
