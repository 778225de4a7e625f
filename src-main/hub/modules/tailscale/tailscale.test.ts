import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { until } from '../../testing/until.ts';
import type { Mood } from './testing/paper-service.ts';
import { NAME, othersAt, PaperTailnet } from './testing/paper-tailnet.ts';
import { runTailscale, type TailscaleRun } from './testing/tailscale-world.ts';

const ORIGIN = `https://${NAME}`;
const FUNNEL = { [`${NAME}:443`]: true };

/** What cannot be told from what a program that ends has printed. */
const TAKE_A_PROCESS: readonly Mood[] = ['hangs', 'endless', 'not-enabled-waits'];

let tailnet: PaperTailnet;
let hub: TailscaleRun;

beforeEach(async () => {
  tailnet = await PaperTailnet.start();
  hub = await runTailscale(tailnet, tailnet.quick);
});
afterEach(async () => {
  await hub.kill();
  await tailnet.dispose();
});

/** Another run of the hub on the same machine. */
async function again(): Promise<void> {
  hub = await runTailscale(tailnet, tailnet.quick);
}

/** A run that starts the program, for what takes a process. */
async function withProcesses(): Promise<void> {
  await hub.kill();
  hub = await runTailscale(tailnet, tailnet.program);
}

const targetOf = ({ server }: TailscaleRun): string => `http://127.0.0.1:${server.server.all[0]?.port}`;

test('a machine without Tailscale is told what to do, and gets no more processes for it', async () => {
  await withProcesses();
  tailnet.uninstall();
  for (const info of [await hub.read(), await hub.start(), await hub.stop()]) {
    expect(info).toMatchObject({ phase: 'absent', origin: null, wished: false });
    expect(info.sentence).toContain('https://tailscale.com/download');
  }
  expect(hub.origins).toEqual([]);
  expect(hub.troubles.size).toBe(0);
});

test('what is ready is served when it is asked for, under the name of this machine, and ended as well', async () => {
  await withProcesses();
  const ready = await hub.read();
  expect(ready).toMatchObject({ phase: 'ready', origin: ORIGIN, wished: false });
  expect(ready.command).toBe(`tailscale serve --bg --https=443 http://127.0.0.1:${hub.server.port + 16}`);
  expect(hub.origins).toEqual([]);
  const serving = await hub.start();
  expect(serving).toMatchObject({ phase: 'serving', origin: ORIGIN, wished: true });
  expect(hub.origins).toEqual([ORIGIN]);
  expect(hub.server.server.all[0]?.wish).toMatchObject({ level: 'L2', network: null });
  expect(tailnet.proxyAt(443)).toBe(targetOf(hub));
  expect(serving.command).toBe(`tailscale ${tailnet.changes[0]}`);
  // Once more changes nothing.
  expect(await hub.start()).toEqual(serving);
  expect(tailnet.changes).toHaveLength(1);
  expect(await hub.stop()).toMatchObject({ phase: 'ready', wished: false });
  expect(hub.origins).toEqual([]);
  expect(tailnet.config).toMatchObject({ TCP: {}, Web: {} });
  expect(hub.audited).toEqual(['tailscale.serve.set ok', 'tailscale.serve.unset ok']);
});

test('the program learns nothing of ours but where things are, and has nothing to read', async () => {
  await withProcesses();
  await hub.start();
  for (const { env } of tailnet.calls)
    expect(env.filter((name) => !['PATH', 'HOME', 'LANG', 'PWD', 'SHLVL', '_', 'OLDPWD'].includes(name))).toEqual([]);
});

test('to read is cheap: what was seen just now is not looked at again, and two who ask look once', async () => {
  await withProcesses();
  await Promise.all([hub.read(), hub.read(), hub.read()]);
  await hub.read();
  expect(tailnet.calls).toHaveLength(2);
  hub.clock.advance(60_000);
  expect(tailnet.calls).toHaveLength(2);
});

test('a port that serves something else is left alone, and another taken', async () => {
  tailnet.service.config = othersAt(443);
  expect(await hub.start()).toMatchObject({ phase: 'serving', origin: `${ORIGIN}:8443` });
  expect(hub.origins).toEqual([`${ORIGIN}:8443`]);
  tailnet.service.config = {
    ...tailnet.config,
    TCP: { ...tailnet.config.TCP, '10000': { TCPForward: '127.0.0.1:22' } },
  };
  expect(await hub.looks()).toMatchObject({ phase: 'serving' });
  await hub.stop();
  expect(tailnet.config.TCP).toEqual({ '443': { HTTPS: true }, '10000': { TCPForward: '127.0.0.1:22' } });
  expect(tailnet.proxyAt(443)).toBe('http://127.0.0.1:3000');
});

test('where all ports serve something else, also for a while or for the internet only, that is said', async () => {
  const config = {
    ...othersAt(443),
    AllowFunnel: { [`old.${NAME}:8443`]: true },
    Foreground: { s1: othersAt(10_000) },
  };
  tailnet.service.config = config;
  for (const info of [await hub.read(), await hub.start()]) expect(info.sentence).toContain('443, 8443 and 10000');
  expect(hub.origins).toEqual([]);
  expect(tailnet.config).toEqual(config);
  expect(tailnet.changes).toEqual([]);
});

test('what somebody else put below another path of our port stays when ours ends', async () => {
  await hub.start();
  const { config } = tailnet;
  const handlers = { ...config.Web?.[`${NAME}:443`]?.Handlers, '/notes/': { Proxy: 'http://127.0.0.1:9' } };
  tailnet.service.config = { ...config, Web: { [`${NAME}:443`]: { Handlers: handlers } } };
  expect(await hub.looks()).toMatchObject({ phase: 'serving' });
  await hub.stop();
  expect(tailnet.config.Web).toEqual({ [`${NAME}:443`]: { Handlers: { '/notes/': { Proxy: 'http://127.0.0.1:9' } } } });
});

test('what took our place while nobody looked is not ended', async () => {
  await hub.start();
  tailnet.service.config = othersAt(443);
  expect(await hub.stop()).toMatchObject({ phase: 'ready', origin: `${ORIGIN}:8443` });
  expect(tailnet.config).toEqual(othersAt(443));
});

test('the wish outlives a restart; meanwhile Tailscale leads to nobody', async () => {
  await hub.start();
  await hub.close();
  expect(tailnet.proxyAt(443)).toBeUndefined();
  await again();
  await until('it is served again', () => tailnet.proxyAt(443) === targetOf(hub));
  expect(await hub.read()).toMatchObject({ phase: 'serving', origin: ORIGIN, wished: true });
  expect(hub.audited).toEqual(['tailscale.serve.set ok']);
});

test('a hub that stops while it is being set leaves nothing behind', async () => {
  await withProcesses();
  for (const asked of [1, 3, 4]) {
    const starting = hub.start();
    const before = tailnet.calls.length;
    await until('it is at work', () => tailnet.calls.length >= before + asked);
    await hub.close();
    await starting;
    expect(tailnet.proxyAt(443)).toBeUndefined();
    hub = await runTailscale(tailnet, tailnet.program);
    await hub.stop();
  }
});

test('after a kill ours is known again, and led to another port when a stranger has the old one', async () => {
  await hub.start();
  const before = Number(new URL(targetOf(hub)).port);
  await hub.kill();
  expect(tailnet.proxyAt(443)).toBe(`http://127.0.0.1:${before}`);
  await again();
  await until('it is served at the same place', () => hub.origins.length === 1);
  expect(targetOf(hub)).toBe(`http://127.0.0.1:${before}`);
  expect(await hub.read()).toMatchObject({ phase: 'serving' });
  expect(hub.audited).toEqual([]);
  await hub.kill();
  const stranger = createServer();
  await new Promise<void>((resolve) => stranger.listen(before, '127.0.0.1', resolve));
  await again();
  await until('it is served elsewhere', () => hub.audited.length === 1);
  expect(await hub.read()).toMatchObject({ phase: 'serving', origin: ORIGIN });
  expect(tailnet.proxyAt(443)).toBe(targetOf(hub));
  expect(targetOf(hub)).not.toBe(`http://127.0.0.1:${before}`);
  await new Promise((resolve) => stranger.close(resolve));
});

test('an ended wish stays ended over a restart', async () => {
  await hub.start();
  await hub.stop();
  const { length } = tailnet.calls;
  await hub.close();
  await again();
  hub.clock.advance(120_000);
  expect(tailnet.calls).toHaveLength(length);
  expect(await hub.read()).toMatchObject({ phase: 'ready', wished: false });
});

test('what it wrote down and cannot be read is no wish', async () => {
  await hub.start();
  await hub.close();
  for (const text of ['', '{"version":1,"wished":true}', '{"version":2}']) {
    writeFileSync(join(tailnet.directory, 'tailscale.json'), text);
    await again();
    expect(await hub.read()).toMatchObject({ phase: 'ready', wished: false });
    await hub.kill();
  }
});

test('a wish that cannot be written down is refused in words, and nothing was set', async () => {
  const { directory } = tailnet;
  await hub.kill();
  // A directory of that name cannot be replaced.
  mkdirSync(join(directory, 'tailscale.json'));
  await again();
  await expect(hub.start()).rejects.toMatchObject({ error: 'storeUnavailable' });
  expect(tailnet.changes).toEqual([]);
});

test('Funnel on our port is said loudly, and cuts the way at once for whoever comes by it', async () => {
  await hub.start();
  tailnet.service.config = { ...tailnet.config, AllowFunnel: FUNNEL };
  const info = await hub.looks();
  expect(info).toMatchObject({ phase: 'failed', wished: true });
  expect(info.sentence).toContain('whole internet');
  expect(info.sentence).toContain('tailscale funnel --https=443 off');
  expect(hub.origins).toEqual([]);
  expect(hub.troubles.get('tailscale')).toBe(info.sentence);
  // Not by asking, either; and whoever has set it may keep it.
  expect(await hub.start()).toMatchObject({ phase: 'failed' });
  expect(tailnet.config.AllowFunnel).toEqual(FUNNEL);
  expect(tailnet.changes).toHaveLength(1);
  tailnet.service.config = { ...tailnet.config, AllowFunnel: {} };
  expect(await hub.looks()).toMatchObject({ phase: 'serving' });
  expect(hub.origins).toEqual([ORIGIN]);
  expect(hub.troubles.size).toBe(0);
});

test.each<[Mood, string, string]>([
  ['denied', 'failed', 'sudo tailscale set --operator=$USER'],
  ['not-enabled', 'failed', 'Open https://login.tailscale.com/f/serve?node=nABC123CNTRL, allow it there'],
  ['not-enabled-waits', 'failed', 'Open https://login.tailscale.com/f/serve?node=nABC123CNTRL, allow it there'],
  ['old', 'failed', 'too old'],
  ['locked', 'failed', "refused: sending serve config: can't reconfigure tailscaled"],
  ['no-service', 'off', 'service does not run'],
  ['endless', 'failed', 'printed without end'],
])(
  'when `serve` is %s, that is said, nothing is open, and it works once that is mended',
  async (mood, phase, words) => {
    if (TAKE_A_PROCESS.includes(mood)) await withProcesses();
    tailnet.service.mood = mood;
    tailnet.service.at = 'serve';
    const info = await hub.start();
    expect(info).toMatchObject({ phase, wished: false });
    expect(info.sentence).toContain(words);
    expect(hub.origins).toEqual([]);
    expect(hub.audited).toEqual(['tailscale.serve.set refused']);
    tailnet.service.mood = 'well';
    expect(await hub.start()).toMatchObject({ phase: 'serving' });
  },
);

test.each<[Mood, string, string]>([
  ['garbage', 'failed', 'could not be read'],
  ['no-service', 'off', 'service does not run'],
  ['endless', 'failed', 'printed without end'],
])('when all it says is %s, the way that was open is closed, and open again afterwards', async (mood, phase, words) => {
  if (TAKE_A_PROCESS.includes(mood)) await withProcesses();
  await hub.start();
  for (const at of ['status', 'serve status'] as const) {
    tailnet.service.mood = mood;
    tailnet.service.at = at;
    const info = await hub.looks();
    expect(info).toMatchObject({ phase, wished: true });
    expect(info.sentence).toContain(words);
    expect(hub.origins).toEqual([]);
    tailnet.service.mood = 'well';
    expect(await hub.looks()).toMatchObject({ phase: 'serving' });
  }
});

test.each([
  ['NeedsLogin', 'signed out'],
  ['Stopped', 'switched off'],
  ['NeedsMachineAuth', 'must approve'],
  ['Starting', 'in a moment'],
  ['NoState', 'in a moment'],
])('in the state %s nothing is served and nothing is a trouble; it comes back by itself', async (backend, words) => {
  await hub.start();
  tailnet.service.backend = backend;
  const info = await hub.looks();
  expect(info).toMatchObject({ phase: 'off', origin: null, wished: true });
  expect(info.sentence).toContain(words);
  expect(hub.origins).toEqual([]);
  expect(hub.troubles.size).toBe(0);
  tailnet.service.backend = 'Running';
  expect(await hub.looks()).toMatchObject({ phase: 'serving' });
  expect(hub.origins).toEqual([ORIGIN]);
});

test('a program that hangs is ended at its deadline; once is forgiven to one that served, and not twice', async () => {
  await withProcesses();
  await hub.start();
  tailnet.service.mood = 'hangs';
  tailnet.service.at = 'status';
  expect(await hub.looks()).toMatchObject({ phase: 'serving' });
  const second = hub.looks();
  expect(hub.origins).toEqual([ORIGIN]);
  expect((await second).sentence).toContain('did not answer in time');
  expect(hub.origins).toEqual([]);
  tailnet.service.mood = 'well';
  expect(await hub.looks()).toMatchObject({ phase: 'serving' });
}, 40_000);

test('without certificates for the name nothing is left set', async () => {
  tailnet.service.certificates = false;
  const info = await hub.start();
  expect(info).toMatchObject({ phase: 'failed', wished: false });
  expect(info.sentence).toContain('Turn on HTTPS');
  expect(tailnet.config.Web).toEqual({});
  expect(hub.origins).toEqual([]);
});

test('what is set and undone by somebody else in the same moment is not believed', async () => {
  tailnet.service.forgets = true;
  expect((await hub.start()).sentence).toContain('Something else changed');
  expect(hub.origins).toEqual([]);
});

test('a program that vanishes takes the way with it, and the user is told', async () => {
  await withProcesses();
  await hub.start();
  tailnet.uninstall();
  expect(await hub.looks()).toMatchObject({ phase: 'absent', wished: true });
  expect(hub.origins).toEqual([]);
  expect(hub.troubles.get('tailscale')).toContain('not installed');
  const stopped = await hub.stop();
  expect(stopped.sentence).toContain('tailscale serve --https=443 --set-path=/ off');
  tailnet.install();
  // Ours is still known, and told until it is gone.
  hub.clock.advance(6_000);
  expect((await hub.read()).sentence).toContain('tailscale serve --https=443 --set-path=/ off');
  expect(await hub.stop()).toMatchObject({ phase: 'ready' });
  expect(tailnet.proxyAt(443)).toBeUndefined();
});

test('a computer that gets another name is served under that', async () => {
  await hub.start();
  tailnet.service.name = 'other.tail1234.ts.net';
  expect(await hub.looks()).toMatchObject({ phase: 'serving', origin: 'https://other.tail1234.ts.net' });
  expect(hub.origins).toEqual(['https://other.tail1234.ts.net']);
  expect(tailnet.proxyAt(443, 'other.tail1234.ts.net')).toBe(targetOf(hub));
});

test('what was refused is not asked again and again by itself, but when something has changed', async () => {
  await hub.start();
  tailnet.service.mood = 'denied';
  tailnet.service.at = 'serve';
  tailnet.service.config = null;
  expect(await hub.looks()).toMatchObject({ phase: 'failed', wished: true });
  const { length } = tailnet.changes;
  for (let n = 0; n < 3; n++) expect((await hub.looks()).sentence).toContain('--operator=$USER');
  expect(tailnet.changes).toHaveLength(length);
  expect(hub.troubles.get('tailscale')).toContain('--operator=$USER');
  tailnet.service.mood = 'well';
  tailnet.service.config = othersAt(8443);
  expect(await hub.looks()).toMatchObject({ phase: 'serving', origin: ORIGIN });
});

test('somebody who serves the hub’s own port is warned of it', async () => {
  const target = `http://127.0.0.1:${hub.server.port}`;
  tailnet.service.config = {
    TCP: { '443': { HTTPS: true } },
    Web: { [`${NAME}:443`]: { Handlers: { '/': { Proxy: target } } } },
  };
  await hub.read();
  expect(hub.troubles.get('tailscale-own-port')).toContain(`own port ${hub.server.port}`);
  tailnet.service.config = null;
  await hub.looks();
  expect(hub.troubles.size).toBe(0);
});

test('nothing of it is secret, and all of it is ours alone to read', async () => {
  await hub.start();
  const file = join(tailnet.directory, 'tailscale.json');
  expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual({
    version: 1,
    wished: true,
    set: { port: 443, target: targetOf(hub) },
  });
});
