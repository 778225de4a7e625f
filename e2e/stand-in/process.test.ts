import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import {
  childrenOf,
  EXECUTABLE,
  fixture,
  isAlive,
  newProfile,
  remove,
  type Started,
  start,
} from './testing/started.ts';

let profile: string;
let started: Started[];

beforeEach(() => {
  profile = newProfile();
  started = [];
});
afterEach(async () => {
  for (const each of started) {
    each.child.kill('SIGKILL');
    await each.ended;
  }
  remove(profile);
});

function run(app: string, ...args: string[]): Started {
  const each = start([fixture(app), `--profile=${profile}`, ...args]);
  started.push(each);
  return each;
}

test('an app is ready after its entry, and quits in Electron’s order', async () => {
  const app = run('lifecycle-app.ts');
  expect(await app.ended, app.said()).toBe(0);
  expect(
    app
      .said()
      .split('\n')
      .filter((line) => line !== '' && !line.startsWith('DevTools')),
  ).toEqual([
    'ready before the entry is evaluated: false',
    'will-finish-launching',
    'ready',
    'web-contents-created',
    'browser-window-created',
    ...['window show', 'window focus', 'window minimize', 'window blur', 'window restore', 'window focus'],
    ...['window maximize', 'window unmaximize', 'window hide', 'window blur'],
    // The window stays, and so does the app.
    ...['quit 1', 'before-quit', 'window close', 'after quit 1'],
    // Closing takes its time, and what called goes on.
    ...['quit 2', 'before-quit', 'window close', 'after quit 2', 'window closed', 'will-quit'],
    ...['quit 3', 'before-quit', 'will-quit', 'quit with 0', 'after quit 3', 'exit'],
  ]);
});

test('an app that waits at its top level is refused', async () => {
  const app = run('waiting-app.ts');
  expect(await app.ended).toBe(70);
  expect(app.said()).toContain('the app waits at its top level');
});

test('an app has one instance, which hears of every further start', async () => {
  const first = run('single-app.ts', 'one');
  await first.says('first');
  const second = run('single-app.ts', 'two');
  expect(await second.ended).toBe(0);
  expect(second.said().trim()).toBe('not the first');
  await first.says('two');
  expect(first.said()).toContain(JSON.stringify({ last: 'two', directory: process.cwd(), wanted: { wants: 'two' } }));
  const third = run('single-app.ts', 'bye');
  expect(await third.ended).toBe(0);
  expect(await first.ended).toBe(7);
});

test('a lock whose holder was killed is free, and so is its profile', async () => {
  const first = run('single-app.ts');
  await first.says('first');
  first.child.kill('SIGKILL');
  await first.ended;
  const next = run('single-app.ts');
  await next.says('first');
});

test('Chromium ends with the app that was killed, and the app with Chromium', async () => {
  const killed = run('single-app.ts');
  await killed.says('first');
  const [chromium = 0] = childrenOf(killed.child.pid ?? 0);
  killed.child.kill('SIGKILL');
  await killed.ended;
  await expect.poll(() => isAlive(chromium), { timeout: 5_000 }).toBe(false);

  const left = run('single-app.ts');
  await left.says('first');
  for (const pid of childrenOf(left.child.pid ?? 0)) process.kill(pid, 'SIGKILL');
  expect(await left.ended).toBe(1);
  expect(left.said()).toContain('stand-in: Chromium went away');
});

test('an app that starts again does so when the first is gone, with the arguments it says', async () => {
  const first = run('relaunch-app.ts', 'kept');
  expect(await first.ended).toBe(0);
  const starts = (): Array<{ pid: number; args: string[]; first: boolean }> =>
    readFileSync(join(profile, 'starts'), 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
  await expect.poll(() => starts().length, { timeout: 10_000 }).toBe(2);
  const [, again] = starts();
  expect(again).toMatchObject({ args: [`--profile=${profile}`, 'kept', '--again'], first: true });
  await expect.poll(() => isAlive(again?.pid ?? 0), { timeout: 10_000 }).toBe(false);
});

test('it is Node when it is told to be, and so are the programs that it forks', async () => {
  const program = join(profile, 'program.mjs');
  writeFileSync(
    program,
    `import { fork } from 'node:child_process';
     import { Worker, isMainThread } from 'node:worker_threads';
     const told = [process.execPath, process.versions.electron, process.type, process.argv.slice(1)];
     console.log(JSON.stringify(told));
     if (process.argv[2] === 'one') fork(process.argv[1], ['two']);`,
  );
  const node = start([program, 'one'], { ELECTRON_RUN_AS_NODE: '1' });
  started.push(node);
  expect(await node.ended, node.said()).toBe(0);
  const { version } = JSON.parse(readFileSync('node_modules/electron/package.json', 'utf8')) as { version: string };
  expect(
    node
      .said()
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line)),
  ).toEqual([
    [EXECUTABLE, version, null, [program, 'one']],
    [EXECUTABLE, version, null, [program, 'two']],
  ]);
});

test('an installed app runs from its resources, finds nothing of this repository, and is told no path', async () => {
  const app = join(profile, 'resources/app.asar');
  mkdirSync(app, { recursive: true });
  writeFileSync(join(app, 'package.json'), JSON.stringify({ name: 'far', version: '3.2.1', main: 'main.cjs' }));
  writeFileSync(
    join(app, 'main.cjs'),
    `const { app } = require('electron');
     app.setPath('userData', app.commandLine.getSwitchValue('profile'));
     let zod = 'not found';
     try { zod = require.resolve('zod'); } catch {}
     app.whenReady().then(() => {
       const { argv, resourcesPath, defaultApp = null } = process;
       console.log(JSON.stringify([app.isPackaged, app.getAppPath(), app.getVersion(), resourcesPath, argv, defaultApp, zod]));
       app.exit(0);
     });`,
  );
  const resources = join(profile, 'resources');
  const far = start([app, `--profile=${profile}`], { HOMEPORT_STAND_IN_RESOURCES: resources });
  started.push(far);
  expect(await far.ended, far.said()).toBe(0);
  const [told] = far
    .said()
    .split('\n')
    .filter((line) => line.startsWith('['));
  const argv = [EXECUTABLE, `--profile=${profile}`];
  expect(JSON.parse(told ?? '')).toEqual([true, app, '3.2.1', resources, argv, null, 'not found']);
});
