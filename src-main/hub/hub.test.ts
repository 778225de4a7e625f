import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { silentLog } from '../../src-shared/base/log.ts';
import type { KeeperRecord } from '../../src-shared/keeper-protocol/messages.ts';
import { request } from '../../src-shared/protocol/request.ts';
import { ROLE_RIGHTS } from '../../src-shared/protocol/rights.ts';
import { ProcessKeeperLauncher } from './host/keeper-launcher.ts';
import { systemClock } from './host/system-clock.ts';
import { defineModule } from './modules/module.ts';
import type { KeeperLauncher, KeeperSocket } from './platform.ts';
import { installed } from './testing/installed.ts';
import { leavesNothing } from './testing/leak-check.ts';
import { TerminalViewer } from './testing/terminal-viewer.ts';
import { keeperPids, newDataDir, startTestHub } from './testing/test-hub.ts';
import { testHubs } from './testing/test-hubs.ts';
import { testRandom } from './testing/test-store.ts';
import { until } from './testing/until.ts';

const start = testHubs();

const cat = { command: { file: 'cat', args: [] } };

test('a terminal is started, typed into, resized and killed', async () => {
  const client = await (await start()).client();
  const viewer = await TerminalViewer.start(client, cat);
  await viewer.attach({ view: { cols: 100, rows: 30 } });
  await viewer.type('hello\r');
  await viewer.shows('hello\r\nhello');
  await viewer.info((info) => info.cols === 100 && info.driver?.connection === client.welcome.connection);
  await viewer.ask('kill', { signal: 'kill' });
  await viewer.info((info) => info.phase.kind === 'ended' && info.phase.signal === 'SIGKILL');
  await viewer.hasEnded();
});

test('a program that ignores the hang-up is killed', async () => {
  const client = await (await start()).client();
  const viewer = await TerminalViewer.start(client, {
    command: { file: 'bash', args: ['-c', 'trap "" HUP; echo deaf; while :; do sleep 1; done'] },
  });
  await viewer.attach();
  await viewer.shows('deaf');
  await viewer.ask('kill');
  await viewer.info((info) => info.phase.kind === 'ended' && info.phase.signal === 'SIGKILL');
});

test('of two clients one drives and the other watches; typing takes over, leaving releases', async () => {
  const hub = await start();
  const [desk, phone] = [await hub.client(), await hub.client()];
  const big = await TerminalViewer.start(desk, cat);
  const small = TerminalViewer.goOn(phone, big.id, 0);
  await big.attach({ view: { cols: 120, rows: 40 } });
  await small.attach({ view: { cols: 40, rows: 12 } });
  // Attaching is passive: nobody drives yet, and the grid is as it was started.
  await big.info((info) => info.driver === null && info.cols === 80);
  await big.type('a');
  await big.info((info) => info.driver?.connection === desk.welcome.connection && info.cols === 120);
  await until('the watcher is told the size', () => small.grid === '120x40');
  // A watcher's window changes: no effect.
  expect((await small.ask('view', { size: { cols: 41, rows: 13 } })).result).toEqual({ driving: false });
  await small.type('b');
  await small.info((info) => info.driver?.connection === phone.welcome.connection && info.cols === 41);
  // The driver's window changes: the grid follows.
  expect((await small.ask('view', { size: { cols: 42, rows: 14 } })).result).toEqual({ driving: true });
  await small.info((info) => info.cols === 42 && info.rows === 14);
  phone.close();
  await big.info((info) => info.driver === null && info.cols === 42);
  expect((await big.ask('resize', { size: { cols: 120, rows: 40 } })).result).toEqual({});
  await big.info((info) => info.cols === 120);
  await big.ask('release');
  await big.info((info) => info.driver === null);
});

test('vim is repainted right after each change of the driver', async () => {
  if (!installed('vim')) return console.log('skipped: vim is not installed');
  const hub = await start();
  const [desk, phone] = [await hub.client(), await hub.client()];
  const vim = {
    file: 'vim',
    args: ['-u', 'NONE', '-c', 'set laststatus=2 statusline=%{&columns}x%{&lines}', '/etc/passwd'],
  };
  const big = await TerminalViewer.start(desk, { command: vim });
  const small = TerminalViewer.goOn(phone, big.id, 0);
  await big.attach({ view: { cols: 100, rows: 30 } });
  await small.attach({ view: { cols: 44, rows: 12 } });
  const statusIs = async (text: string): Promise<void> => {
    let lines: string[] = [];
    await expect
      .poll(
        async () => {
          lines = (await big.ask('screen')).result?.['lines'] as string[];
          return lines.join('\n');
        },
        { timeout: 10_000 },
      )
      .toContain(text);
  };
  await statusIs('80x24');
  await big.type('j');
  await statusIs('100x30');
  await small.type('j');
  await statusIs('44x12');
  await big.type('k');
  await statusIs('100x30');
  await until('the watcher was told every size', () => small.grid === '100x30');
});

test('a shell that cannot start and a directory that is gone are told in words', async () => {
  const hub = await start();
  const client = await hub.client();
  const gone = mkdtempSync(join(tmpdir(), 'hp-gone-'));
  rmSync(gone, { recursive: true });
  const missing = await client.request('terminal.session.start', { ...cat, cwd: gone });
  expect(missing.error?.data?.name).toBe('directoryMissing');
  expect(missing.error?.message).toContain(gone);
  const noProgram = await client.request('terminal.session.start', { command: { file: 'no-such-program' } });
  expect(noProgram.error?.data?.name).toBe('startFailed');
  expect(noProgram.error?.message).toContain('no-such-program');
  const relative = await client.request('terminal.session.start', { ...cat, cwd: 'here' });
  expect(relative.error?.data?.name).toBe('invalidParams');
  expect((await client.request('terminal.session.list')).result).toEqual({ terminals: [] });
  const listed = await client.request('terminal.directory.list', { path: gone });
  expect(listed.error?.message).toContain('does not exist');
  expect((await client.request('terminal.directory.list', { path: '/usr' })).result?.['directories']).toContain('bin');
});

test('requests to a terminal that does not exist are refused', async () => {
  const client = await (await start()).client();
  const nobody = TerminalViewer.goOn(client, 't_0123456789ab', 0);
  for (const verb of ['attach', 'inspect', 'kill', 'screen', 'remove', 'restart']) {
    expect((await nobody.tryTo(verb)).error?.data?.name).toBe('terminalNotFound');
  }
});

test('an ended terminal shows its last screen, also to a hub that comes later, and can be started again', async () => {
  const hub = await start();
  const client = await hub.client();
  const viewer = await TerminalViewer.start(client, {
    name: 'greeter',
    command: { file: 'bash', args: ['-c', 'echo "last words from $PWD"; exit 7'] },
    cwd: '/usr',
  });
  await viewer.info(({ phase }) => phase.kind === 'ended' && phase.exitCode === 7);
  await expect.poll(async () => (await keeperHolds(client)).join(), { timeout: 5000 }).toBe('0');
  const late = TerminalViewer.goOn(await hub.client(), viewer.id, 0);
  await late.attach();
  await late.hasEnded();
  expect(late.text).toContain('last words from /usr');
  expect((await late.tryTo('input', { epoch: 'epoch-one', op: 1, data: 'x' })).error?.data?.name).toBe('terminalEnded');
  await hub.stop();

  const next = await start({ dataDir: hub.dataDir });
  const again = TerminalViewer.goOn(await next.client(), viewer.id, 0);
  expect((await again.ask('screen')).result?.['lines']).toContain('last words from /usr');
  const { result } = await again.ask('restart');
  expect((await again.tryTo('attach')).error?.data?.name).toBe('terminalNotFound');
  const second = TerminalViewer.goOn(again.client, String(result?.['id']), 0);
  await second.info(({ phase, name, cwd }) => phase.kind === 'ended' && name === 'greeter' && cwd === '/usr');
  await second.ask('remove');
  expect((await again.client.request('terminal.session.list')).result).toEqual({ terminals: [] });
});

async function keeperHolds(client: TerminalViewer['client']): Promise<number[]> {
  const { result } = await client.request('hub.status.read');
  return ((result?.['keepers'] ?? []) as { terminals: number }[]).map((each) => each.terminals);
}

test('a client that does not keep up gets a screen; another one on the same terminal gets every byte', async () => {
  const hub = await start();
  const [fast, slow] = [await hub.client(), await hub.client()];
  const flood = {
    file: 'bash',
    args: ['-c', 'read; for i in {1..60000}; do echo "line $i of a flood that goes on"; done; echo done; cat'],
  };
  const quick = await TerminalViewer.start(fast, { command: flood });
  const stalled = TerminalViewer.goOn(slow, quick.id, 0);
  await quick.attach();
  await stalled.attach();
  await until('both see it', () => quick.screens.length === 1 && stalled.screens.length === 1);
  stalled.acknowledges = false;
  await quick.type('\r');
  await until('the fast one has all', () => quick.text.includes('\r\ndone\r\n'), 20_000);
  expect(quick.screens).toHaveLength(1);
  const lines = quick.text.split('\r\n').filter((line) => line.startsWith('line '));
  expect(lines).toHaveLength(60_000);
  expect(stalled.position).toBeLessThan(400_000);
  stalled.acknowledges = true;
  slow.acknowledge(stalled.stream, stalled.position);
  await until('the slow one has caught up', () => stalled.position === quick.position);
  expect(stalled.screens.length).toBeGreaterThan(1);
  expect(stalled.text).toContain('line 60000 of a flood');
  await quick.type('live again\r');
  await stalled.shows('live again');
});

test('shells are started with integration and a clean environment, and their facts arrive in the channel', async () => {
  const home = mkdtempSync(join(tmpdir(), 'hp-home-'));
  const hub = await start();
  const client = await hub.client();
  try {
    for (const shell of ['bash', 'zsh', 'fish'].filter(installed)) {
      const viewer = await TerminalViewer.start(client, {
        command: { file: shell, args: [] },
        cwd: '/usr',
        env: { HOME: home, HOMEPORT_TEST: shell, HISTFILE: '/dev/null', fish_history: '' },
      });
      await viewer.attach();
      await viewer.info(({ run }) => run.kind === 'prompt' && run.lastExitCode === null);
      await viewer.type('cd /usr/bin && false\r');
      await viewer.info(({ run, cwd }) => cwd === '/usr/bin' && run.kind === 'prompt' && run.lastExitCode === 1);
      await viewer.type('sleep 77\r');
      await viewer.info(({ run }) => run.kind === 'running' && run.line === 'sleep 77');
      expect((await viewer.ask('inspect')).result).toEqual({ busy: true, foreground: 'sleep' });
      await viewer.ask('kill', { signal: 'interrupt' });
      await viewer.info(({ run }) => run.kind === 'prompt' && run.lastExitCode === 130);
      await viewer.type('env; umask\r');
      await viewer.shows('TERM_PROGRAM=homeport');
      await viewer.info(({ run }) => run.kind === 'prompt' && run.lastExitCode === 0);
      expect(viewer.text).toMatch(/TERM=xterm-256color/);
      expect(viewer.text).toMatch(/COLORTERM=truecolor/);
      expect(viewer.text.replaceAll(`HOMEPORT_TEST=${shell}`, '')).not.toMatch(
        /^(HOMEPORT_|ELECTRON_|npm_|VITEST|NODE_CHANNEL|ZDOTDIR)/m,
      );
      expect(viewer.text).toMatch(
        new RegExp(
          `^${process.umask().toString(8).padStart(3, '0')}|^${process.umask().toString(8).padStart(4, '0')}`,
          'm',
        ),
      );
    }
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
}, 60_000);

test('a module adds a method that is reachable, right-checked and announced, without a change to the core', async () => {
  let stopped = false;
  const table = {
    'weather.report.read': request({
      doc: 'Says how it is outside.',
      right: 'administer',
      rate: 'control',
      audited: false,
      params: z.object({ place: z.string() }),
      result: z.object({ text: z.string(), terminals: z.int() }),
    }),
  };
  const weather = defineModule({
    name: 'weather',
    requests: table,
    start: ({ terminals }) => ({
      handlers: {
        'weather.report.read': ({ place }) => ({ text: `Fine in ${place}.`, terminals: terminals.infos.length }),
      },
      dispose: () => {
        stopped = true;
      },
    }),
  });
  const hub = await start({ modules: [weather] });
  const client = await hub.client();
  expect(client.welcome.services['weather']).toEqual(['weather.report.read']);
  const answer = await client.request('weather.report.read', { place: 'Kiel' });
  expect(answer.result).toEqual({ text: 'Fine in Kiel.', terminals: 0 });
  expect((await client.request('weather.report.read', {})).error?.data?.name).toBe('invalidParams');
  const admin = ROLE_RIGHTS.admin as Set<string>;
  admin.delete('administer');
  try {
    expect((await client.request('weather.report.read', { place: 'Kiel' })).error?.data?.name).toBe('forbidden');
  } finally {
    admin.add('administer');
  }
  await hub.stop();
  expect(stopped).toBe(true);
});

test('a hub that is asked to stop says so; its terminals go on, or end when that is wished', async () => {
  const hub = await start();
  const client = await hub.client();
  const viewer = await TerminalViewer.start(client, cat);
  const { phase } = await viewer.info((info) => info.phase.kind === 'running');
  const asked: boolean[] = [];
  hub.hub.onStopRequested(({ endTerminals }) => asked.push(endTerminals));
  await client.request('hub.process.stop', { endTerminals: true });
  await until('the wish is heard', () => asked.length === 1);
  expect(asked).toEqual([true]);
  await hub.stop();
  expect(await keeperPids(hub.dataDir)).toHaveLength(1);

  const next = await start({ dataDir: hub.dataDir });
  const same = TerminalViewer.goOn(await next.client(), viewer.id, 0);
  expect((await same.info(() => true)).phase).toEqual(phase);
  const began = performance.now();
  await next.hub.close({ endTerminals: true });
  expect(performance.now() - began).toBeLessThan(5000);
  const last = await start({ dataDir: hub.dataDir });
  await TerminalViewer.goOn(await last.client(), viewer.id, 0).info((info) => info.phase.kind === 'ended');
});

test('who ends all terminals leaves no keeper behind, also when their last screens do not come', async () => {
  const dataDir = newDataDir();
  const hub = await start({ dataDir, platform: { keepers: withoutScreens(dataDir) } });
  const [client, other] = [await hub.client(), await hub.client()];
  const flood = { file: 'bash', args: ['-c', 'trap "" HUP; yes'] };
  const viewers = [await TerminalViewer.start(client, { command: flood }), await TerminalViewer.start(client, cat)];
  for (const viewer of viewers) await viewer.attach();
  const stalled = TerminalViewer.goOn(other, viewers[0]?.id ?? '', 0);
  stalled.acknowledges = false;
  await stalled.attach();
  await until('the flood runs', () => (viewers[0]?.position ?? 0) > 4_000_000);
  expect(await keeperPids(dataDir)).toHaveLength(1);
  const began = performance.now();
  await hub.hub.close({ endTerminals: true });
  expect(performance.now() - began).toBeLessThan(5000);
  await expect.poll(() => keeperPids(dataDir), { timeout: 14_000 }).toEqual([]);
}, 30_000);

/** Keepers whose emulators never come to an end: what is asked for a checkpoint gets no answer. */
function withoutScreens(dataDir: string): KeeperLauncher {
  const parts = { clock: systemClock, log: silentLog, random: testRandom };
  const launcher = new ProcessKeeperLauncher(dataDir, parts);
  const connect = launcher.connect.bind(launcher);
  return Object.assign(launcher, {
    async connect(record: KeeperRecord): Promise<KeeperSocket> {
      const socket = await connect(record);
      return {
        ...socket,
        write(header, body) {
          const asksForScreen = [header, body ?? header].some((part) => Buffer.from(part).includes('"screen"'));
          if (!asksForScreen) socket.write(header, body);
        },
      };
    },
  });
}

test('a hub that is closed leaves no timer, socket or file open', async () => {
  await leavesNothing(async () => {
    const hub = await startTestHub();
    const viewer = await TerminalViewer.start(await hub.client(), cat);
    await viewer.attach();
    await hub.close();
  });
});
