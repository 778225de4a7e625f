import { createHash } from 'node:crypto';
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { fuzzRuns, fuzzTimeout } from '../../src-shared/base/testing/fuzz.ts';
import { keeperHeader } from '../../src-shared/keeper-protocol/frames.ts';
import { LINK_WINDOW, RING_BYTES } from '../../src-shared/keeper-protocol/version.ts';
import { KeeperClient, type Refused } from './testing/keeper-client.ts';
import { isRunning, type KeeperProcess, startKeeper, waitFor } from './testing/keeper-process.ts';

let keeper: KeeperProcess;
let hub: KeeperClient;
let lastId = 0;

beforeAll(async () => {
  keeper = await startKeeper();
});
afterAll(() => keeper.dispose());
afterEach(async () => {
  // Each test begins with an empty keeper and nobody connected.
  const cleaner = await KeeperClient.open(keeper.record.socket);
  const { holdings } = await cleaner.request('hello', {
    protocol: { min: 1, max: 1 },
    token: keeper.record.token,
    hub: { pid: 1, version: 'x' },
  });
  for (const { id, exit } of holdings) {
    if (exit === null) await cleaner.request('signal', { id, signal: 'SIGKILL' });
    if (exit === null) await cleaner.event('exit', (event) => event.id === id);
    await cleaner.request('release', { id });
  }
  cleaner.close();
  hub?.close();
});

const env = { PATH: process.env['PATH'] ?? '/usr/bin:/bin', TERM: 'xterm-256color', HOME: tmpdir(), LANG: 'C.UTF-8' };

function launch(command: string): {
  id: string;
  file: string;
  args: string[];
  cwd: string;
  env: Record<string, string>;
  label: Record<string, unknown>;
} {
  return {
    id: `t${++lastId}`,
    file: '/bin/bash',
    args: ['--norc', '--noprofile', '-c', command],
    cwd: tmpdir(),
    env,
    label: { name: 'test' },
  };
}

async function startTerminal(
  command: string,
  number = lastId + 1,
): Promise<{ id: string; number: number; pid: number }> {
  const params = launch(command);
  const { pid } = await hub.request('startTerminal', { ...params, size: { cols: 80, rows: 24 } });
  await hub.request('follow', { id: params.id, stream: 'tty', number });
  return { id: params.id, number, pid };
}

/** A terminal whose program waits for a line before it goes on, so that nothing is missed. */
async function startWaiting(command: string): Promise<{ id: string; number: number; pid: number }> {
  return startTerminal(`read -r; ${command}`);
}

let op = 0;
function type(id: string, data: string): Promise<{ op: number }> {
  return hub.request('input', { id, source: `test:${id}`, op: ++op, data, encoding: 'utf8' });
}

async function newHub(): Promise<void> {
  hub = await KeeperClient.hello(keeper.record);
  op = 0;
}

function refusal(promise: Promise<unknown>): Promise<Refused> {
  return promise.then(
    () => Promise.reject(new Error('was not refused')),
    (error: Refused) => error,
  );
}

test('what a program writes arrives byte for byte, and its exit after all of it', async () => {
  await newHub();
  const { id, number } = await startWaiting('seq 1 20000; exit 7');
  await type(id, '\n');
  const { exit } = await hub.event('exit', (event) => event.id === id);
  expect(exit).toMatchObject({ code: 7, signal: null });
  const lines = Array.from({ length: 20_000 }, (_, i) => `${i + 1}\r\n`).join('');
  expect(hub.text(number)).toBe(`\r\n${lines}`);
});

test('an exit is kept until it is released, and then gone', async () => {
  await newHub();
  const { id } = await startTerminal('exit 3');
  await hub.event('exit', (event) => event.id === id);
  hub.close();
  await newHub();
  const again = await KeeperClient.open(keeper.record.socket);
  const hello = await again.request('hello', {
    protocol: { min: 1, max: 1 },
    token: keeper.record.token,
    hub: { pid: 1, version: 'x' },
  });
  expect(hello.holdings).toMatchObject([
    { kind: 'terminal', id, exit: { code: 3 }, label: { name: 'test' }, size: { cols: 80, rows: 24 } },
  ]);
  await again.request('release', { id });
  expect((await refusal(again.request('screenText', { id }))).fault).toBe('notFound');
  again.close();
});

test('what still runs is not released', async () => {
  await newHub();
  const { id } = await startTerminal('sleep 100');
  expect((await refusal(hub.request('release', { id }))).fault).toBe('running');
});

test('I2: each numbered input is typed exactly once, however often and over however many connections it is sent', async () => {
  await newHub();
  const { id, number } = await startWaiting('stty raw -echo; echo ready; exec cat');
  await type(id, '\n');
  await hub.untilText(number, 'ready');
  const send = (n: number, data: string): Promise<{ op: number }> =>
    hub.request('input', { id, source: 'phone:1', op: n, data, encoding: 'utf8' });
  expect(await send(1, 'a')).toEqual({ op: 1 });
  expect(await send(1, 'a')).toEqual({ op: 1 });
  expect(await send(2, 'b')).toEqual({ op: 2 });
  expect((await refusal(send(4, 'd'))).fault).toBe('inputGap');
  hub.close();
  await newHub();
  await hub.request('follow', { id, stream: 'tty', number: 9 });
  expect(await send(2, 'b')).toEqual({ op: 2 });
  expect(await send(1, 'a')).toEqual({ op: 2 });
  expect(await send(3, 'c.')).toEqual({ op: 3 });
  await hub.untilText(9, '.');
  const { data } = await hub.requestWithData('catchUp', { number: 9, from: 0, most: RING_BYTES });
  expect(data.toString().split('ready\r\n')[1] ?? data.toString().split('ready\n')[1]).toBe('abc.');
});

test(
  'input in random order of resends and reconnects is the input in order (fuzz)',
  async () => {
    await newHub();
    const { id, number } = await startWaiting('stty raw -echo; echo ready; exec cat');
    await type(id, '\n');
    await hub.untilText(number, 'ready');
    let expected = '';
    let source = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.array(
          fc.record({ text: fc.stringMatching(/^[a-z0-9]{1,8}$/), resends: fc.nat(2), reconnects: fc.boolean() }),
          { minLength: 1, maxLength: 6 },
        ),
        async (steps) => {
          source++;
          for (const [at, step] of steps.entries()) {
            const params = { id, source: `fuzz:${source}`, op: at + 1, data: step.text, encoding: 'utf8' as const };
            const sent = Array.from({ length: step.resends + 1 }, () =>
              hub.request('input', params).catch(() => undefined),
            );
            if (step.reconnects) {
              hub.close();
              await Promise.all(sent);
              await newHub();
            }
            expect(await hub.request('input', params)).toEqual({ op: at + 1 });
            expected += step.text;
          }
        },
      ),
      fuzzRuns(30, 200),
    );
    await hub.request('follow', { id, stream: 'tty', number: 500 });
    const read = async (): Promise<string> =>
      (await hub.requestWithData('catchUp', { number: 500, from: 0, most: RING_BYTES })).data.toString();
    let all = await read();
    const end = performance.now() + 5000;
    while (!all.endsWith(expected.slice(-20)) && performance.now() < end) all = await read();
    expect(all.slice(all.indexOf('ready') + 5).trimStart()).toBe(expected);
  },
  fuzzTimeout(60_000),
);

test('a client that comes back gets exactly what it missed, while the program floods', async () => {
  await newHub();
  const { id, number } = await startWaiting(
    'base64 -w 79 /dev/urandom | head -c 30000000; echo; echo "- END -"; read -r',
  );
  await type(id, '\n');
  for (let i = 0; i < 20; i++) {
    await hub.until('some output', () => hub.received.length > i * 10);
    const frames = hub.received.filter((each) => each.kind === 'output' && each.number === number);
    const last = frames.at(-1);
    if (last?.kind !== 'output') continue;
    const from = Math.max(frames[0]?.kind === 'output' ? frames[0].offset : 0, last.offset - 50_000 + i);
    const { result, data, at } = await hub.requestWithData('catchUp', { number, from, most: RING_BYTES });
    if (result.kind !== 'bytes') continue;
    expect(result.offset).toBe(from);
    expect(data.length).toBe(result.position - from);
    // Live output before the answer ends exactly where the answer ends.
    const before = hub.received
      .slice(0, at)
      .filter((each) => each.kind === 'output' && each.number === number)
      .at(-1);
    if (before?.kind === 'output') expect(before.offset + before.bytes.length).toBe(result.position);
    const all = hub.bytes(number);
    const first = frames[0]?.kind === 'output' ? frames[0].offset : 0;
    expect(data.equals(all.subarray(from - first, result.position - first))).toBe(true);
  }
  await hub.untilText(number, '- END -');
  expect(hub.received.some((each) => each.kind === 'event' && each.event.event === 'gap')).toBe(false);
  expect(hub.bytes(number).length).toBeGreaterThan(30_000_000);
}, 60_000);

test('whoever is too far behind gets the screen, and bytes continue it', async () => {
  await newHub();
  const { id, number } = await startWaiting('seq 1 200000; echo DONE; read -r');
  await type(id, '\n');
  await hub.untilText(number, 'DONE');
  const { result, data } = await hub.requestWithData('catchUp', { number, from: 10, most: 65_536 });
  if (result.kind !== 'screen') throw new Error('no screen');
  expect(data.subarray(0, result.screenBytes).toString()).toContain('200000');
  expect(result.screenBytes).toBeLessThan(8192);
  expect(data.length - result.screenBytes).toBe(result.position - result.offset);
});

test('I5: a hub that takes nothing never holds the program, is told of the gap, and costs little memory', async () => {
  await newHub();
  hub.acknowledges = false;
  const { id, number } = await startWaiting('head -c 20000000 /dev/zero | tr "\\0" x; echo; echo END; read -r');
  const memory = rss();
  await type(id, '\n');
  const ended = async (): Promise<boolean> =>
    (await hub.request('screenText', { id })).lines.some((line) => line.includes('END'));
  const end = performance.now() + 20_000;
  while (!(await ended()) && performance.now() < end) await new Promise((resolve) => setImmediate(resolve));
  expect(await ended()).toBe(true);
  expect(hub.bytes(number).length).toBeLessThanOrEqual(LINK_WINDOW);
  expect(rss() - memory).toBeLessThan(100);
  const first = hub.received.find((each) => each.kind === 'output');
  hub.acknowledge(number, (first?.kind === 'output' ? first.offset : 0) + hub.bytes(number).length);
  const gap = await hub.event('gap');
  expect(gap.position).toBeGreaterThan(20_000_000);
}, 60_000);

test('a program that does not read is not waited for in a circle, and gets everything when it reads', async () => {
  await newHub();
  const { id, number } = await startWaiting('stty raw -echo; echo ready; sleep 2; head -c 300000 | md5sum; read -r');
  await type(id, '\n');
  await hub.untilText(number, 'ready');
  const text = Array.from({ length: 300_000 }, (_, i) => String.fromCharCode(97 + (i % 26))).join('');
  const before = cpuTicks();
  for (let i = 0; i < 3; i++) await type(id, text.slice(i * 100_000, (i + 1) * 100_000));
  await hub.untilText(number, createHash('md5').update(text).digest('hex'));
  // Two seconds of a full queue: a hundredth of a second each.
  expect(cpuTicks() - before).toBeLessThan(60);
});

test('no program gets hold of another terminal, and each is hung up when the keeper is killed', async () => {
  const own = await startKeeper();
  const client = await KeeperClient.hello(own.record);
  const size = { cols: 80, rows: 24 };
  const start = async (id: string, command: string): Promise<number> =>
    (await client.request('startTerminal', { ...launch(command), id, size })).pid;
  const first = await start('first', 'read -r');
  await start('second', 'read -r');
  // It holds on to whatever it was given, and no hang-up ends it.
  const deaf = await start('deaf', 'trap "" HUP; while :; do sleep 1; done');
  // A number that is free again lies below those in use.
  await client.request('signal', { id: 'first', signal: 'SIGKILL' });
  await client.event('exit');
  const late = await start('late', 'read -r; read -r');
  const last = await start('last', 'read -r');
  const { pid: piped } = await client.request('startProcess', { ...launch('read -r'), id: 'piped' });
  // Until it executes its program, a process has all that the keeper has.
  for (const pid of [late, last, piped]) await waitFor(`${pid} to have no master`, () => mastersOf(pid).length === 0);
  process.kill(own.record.pid, 'SIGKILL');
  await waitFor('all but the deaf one to be hung up', () => ![first, late, last, piped].some(isRunning), 5_000);
  expect(isRunning(deaf)).toBe(true);
  process.kill(deaf, 'SIGKILL');
  own.dispose();
});

function mastersOf(pid: number): string[] {
  const directory = `/proc/${pid}/fd`;
  return readdirSync(directory).filter((fd) => {
    try {
      return readlinkSync(join(directory, fd)).endsWith('ptmx');
    } catch {
      // Closed in this very moment.
      return false;
    }
  });
}

test('a resize stands in the stream at its offset, the program hears of it and repaints', async () => {
  await newHub();
  const { id, number } = await startWaiting('trap "stty size" WINCH; echo ready; while :; do sleep 0.05; done');
  await type(id, '\n');
  await hub.untilText(number, 'ready');
  await hub.request('resize', { id, size: { cols: 100, rows: 30 } });
  await hub.untilText(number, '30 100');
  const at = hub.received.findIndex((each) => each.kind === 'event' && each.event.event === 'size');
  const mark = hub.received[at];
  if (mark?.kind !== 'event' || mark.event.event !== 'size') throw new Error('no size event');
  expect(mark.event.size).toEqual({ cols: 100, rows: 30 });
  for (const [index, each] of hub.received.entries())
    if (each.kind === 'output') expect(each.offset >= mark.event.offset).toBe(index > at);
  expect((await hub.request('screenText', { id })).size).toEqual({ cols: 100, rows: 30 });
});

test('I8: the keeper answers terminal queries, once', async () => {
  await newHub();
  const ask = String.raw`stty raw -echo; printf '\e[c\e[6n\e]11;?\e\\\e[>q\e[?2004$p'; sleep 0.3; printf 'END'; timeout --foreground 0.5 cat | od -c -A n -w200; echo DONE; sleep 1`;
  const { id, number } = await startWaiting(ask);
  await type(id, '\n');
  await hub.untilText(number, 'DONE');
  const answers = hub.text(number).split('END')[1]?.replace(/\s/g, '') ?? '';
  expect(answers).toContain('033[?1;2c');
  expect(answers).toContain('R');
  expect(answers).toContain('033]11;rgb:1111/1111/1111');
  expect(answers).toContain('Homeport');
  expect(answers.split('033[?1;2c').length).toBe(2);
});

test('titles, directory, bells and commands are told as facts, bounded and without control characters', async () => {
  await newHub();
  const script = String.raw`printf '\e]0;hello\tthere\a\a'; printf '\e]7;file://%s/tmp/a%%20b\a' "$(hostname)"; printf '\e]7;file://elsewhere/etc\a'; printf '\e]133;A\a\e]133;C;cmdline_url=make%%20-j2\a'; sleep 0.2; printf '\e]133;D;2\a\e]133;A\a'; read -r`;
  const { id } = await startWaiting(script);
  await type(id, '\n');
  await hub.event('facts', ({ facts }) => facts.run.kind === 'running' && facts.run.line === 'make -j2');
  const { facts } = await hub.event(
    'facts',
    ({ facts }) => facts.run.kind === 'prompt' && facts.run.lastExitCode === 2,
  );
  expect(facts).toMatchObject({ title: 'hellothere', cwd: '/tmp/a b', bells: 1 });
});

test('facts in a flood are gathered, and the last one arrives', async () => {
  await newHub();
  const { id } = await startWaiting(String.raw`for i in $(seq 3000); do printf '\e]0;title %d\a' $i; done; read -r`);
  await type(id, '\n');
  await hub.event('facts', ({ facts }) => facts.title === 'title 3000');
  expect(hub.received.filter((each) => each.kind === 'event' && each.event.event === 'facts').length).toBeLessThan(60);
});

test('a shell that cannot start is a sentence, not a dead tab', async () => {
  await newHub();
  const start = (change: object): Promise<Refused> =>
    refusal(hub.request('startTerminal', { ...launch('true'), size: { cols: 80, rows: 24 }, ...change }));
  expect(await start({ file: '/no/such/shell' })).toMatchObject({
    fault: 'startFailed',
    message: '/no/such/shell does not exist.',
  });
  expect(await start({ file: 'no-such-shell' })).toMatchObject({
    fault: 'startFailed',
    message: 'no-such-shell is not in any directory of PATH.',
  });
  expect(await start({ file: '/etc/passwd' })).toMatchObject({
    fault: 'startFailed',
    message: '/etc/passwd is not executable.',
  });
  expect(await start({ cwd: '/no/such/directory' })).toMatchObject({ fault: 'directoryMissing' });
  expect(await start({ cwd: '/etc/passwd' })).toMatchObject({ fault: 'directoryMissing' });
});

test('a piped process takes its input once, and its output is resumed by number', async () => {
  await newHub();
  const params = launch('while read -r line; do echo "got $line"; echo "err $line" >&2; done; echo bye; exit 4');
  await hub.request('startProcess', params);
  const { id } = params;
  await hub.request('follow', { id, stream: 'stdout', number: 1 });
  await hub.request('follow', { id, stream: 'stderr', number: 2 });
  await type(id, 'one\n');
  await hub.untilText(1, 'got one');
  await hub.untilText(2, 'err one');
  hub.close();
  hub = await KeeperClient.hello(keeper.record);
  await type(id, 'two\n');
  const { position } = await hub.request('follow', { id, stream: 'stdout', number: 7 });
  expect(position).toBeGreaterThanOrEqual('got one\n'.length);
  await hub.request('endInput', { id });
  await hub.event('exit', (event) => event.id === id && event.exit.code === 4);
  const { data } = await hub.requestWithData('catchUp', { number: 7, from: 'got one\n'.length, most: RING_BYTES });
  expect(data.toString()).toBe('got two\nbye\n');
  await hub.request('release', { id });
});

test('a signal reaches the whole group, also what runs in the foreground', async () => {
  await newHub();
  const params = launch('');
  await hub.request('startTerminal', {
    ...params,
    args: ['--norc', '--noprofile', '-i'],
    size: { cols: 80, rows: 24 },
  });
  const { id } = params;
  await hub.request('follow', { id, stream: 'tty', number: 1 });
  await type(id, 'sleep 1000 & echo "BG=$!="; bash -c "trap \\"\\" HUP; echo FG=\\$\\$=; sleep 1000"\n');
  await hub.until('the foreground process', () => /FG=\d+=/.test(hub.text(1)));
  await waitForAsync(async () => (await hub.request('inspect', { id })).busy);
  const foreground = Number(/FG=(\d+)=/.exec(hub.text(1))?.[1]);
  expect((await hub.request('inspect', { id })).foreground).toMatch(/bash|sleep/);
  await hub.request('signal', { id, signal: 'SIGKILL' });
  const { exit } = await hub.event('exit', (event) => event.id === id);
  expect(exit).toMatchObject({ code: null, signal: 'SIGKILL' });
  await waitFor('the foreground process to end', () => !isRunning(foreground));
  expect((await refusal(hub.request('signal', { id, signal: 'SIGNOTHING' }))).fault).toBe('badMessage');
});

test('history is rebuilt from the ring, wrapped lines whole, also behind a resize', async () => {
  await newHub();
  const { id, number } = await startWaiting(
    'seq -f "%g $(printf "x%.0s" {1..100})" 1 40000; echo HALF; read -r; seq -f "line %g" 1 3000; echo DONE; read -r',
  );
  await type(id, '\n');
  await hub.untilText(number, 'HALF');
  await hub.request('resize', { id, size: { cols: 60, rows: 20 } });
  await type(id, '\n');
  await hub.untilText(number, 'DONE');
  const { lines } = await hub.request('history', { id, lines: 10_000, format: 'text' });
  expect(lines.length).toBeGreaterThan(9000);
  const first = lines.indexOf('line 1');
  expect(lines.slice(first, first + 2900)).toEqual(Array.from({ length: 2900 }, (_, i) => `line ${i + 1}`));
  expect(lines[first - 5]).toMatch(/^3\d{4} x{100}$/);
  const { lines: ansi } = await hub.request('history', { id, lines: 100, format: 'ansi' });
  expect(ansi.at(-1)).toBe(lines.at(-1));
});

test('a screen that has not changed since is not sent again', async () => {
  await newHub();
  const { id } = await startWaiting('echo more; read -r');
  const first = await hub.requestWithData('screen', { id, scrollback: 0 });
  expect(first.data.length).toBeGreaterThan(0);
  const unless = first.result.offset;
  expect(await hub.requestWithData('screen', { id, scrollback: 0, unless })).toMatchObject({
    result: first.result,
    data: Buffer.alloc(0),
  });
  await type(id, '\n');
  await hub.untilText(lastId, 'more');
  const next = await hub.requestWithData('screen', { id, scrollback: 0, unless });
  expect(next.result.offset).toBeGreaterThan(unless);
  expect(next.data.toString()).toContain('more');
});

test('a full-screen program is painted again as it was', async () => {
  await newHub();
  const file = join(mkdtempSync(join(tmpdir(), 'homeport-vim-')), 'text');
  writeFileSync(file, Array.from({ length: 200 }, (_, i) => `row ${i}`).join('\n'));
  const { id, number } = await startWaiting(`exec vim -u NONE -N ${file} || exec less ${file}`);
  await type(id, '\n');
  await hub.untilText(number, 'row 10');
  const { data, result } = await hub.requestWithData('catchUp', { number, from: null, most: 0 });
  expect(result.kind).toBe('screen');
  expect(data.toString()).toContain('\x1b[?1047h');
  expect((await hub.request('screenText', { id })).lines[3]).toBe('row 3');
});

test('a new hub takes the keeper over, the one before is cut off', async () => {
  await newHub();
  const before = hub;
  await newHub();
  await before.closed;
  await expect(hub.request('inspect', { id: 'nothing' })).rejects.toMatchObject({ fault: 'notFound' });
});

test('without the token nothing is told, and another version is refused in words', async () => {
  const hello = { protocol: { min: 1, max: 1 }, token: keeper.record.token, hub: { pid: 1, version: 'x' } };
  const tries: Array<[object, string]> = [
    [{ ...hello, token: 'wrong' }, 'notAuthenticated'],
    [{ ...hello, token: keeper.record.token.replace(/.$/, (c) => (c === 'A' ? 'B' : 'A')) }, 'notAuthenticated'],
    [{ ...hello, protocol: { min: 2, max: 3 } }, 'versionRefused'],
    [{ ...hello, protocol: 'one' }, 'badMessage'],
  ];
  for (const [params, fault] of tries) {
    const stranger = await KeeperClient.open(keeper.record.socket);
    expect((await refusal(stranger.request('hello', params as never))).fault).toBe(fault);
    await stranger.closed;
  }
  const stranger = await KeeperClient.open(keeper.record.socket);
  expect((await refusal(stranger.request('screenText', { id: 't1' }))).fault).toBe('notAuthenticated');
  await stranger.closed;
  const foreign = await KeeperClient.open(keeper.record.socket);
  expect((await refusal(foreign.request('hello', { ...hello, protocol: { min: 2, max: 3 } }))).message).toBe(
    'This keeper speaks protocol 1, the hub 2 to 3.',
  );
});

test(
  'garbage closes the connection that sent it and no other (fuzz)',
  async () => {
    await newHub();
    const control = (json: string): Uint8Array =>
      Buffer.concat([keeperHeader('control', 0, 0, Buffer.byteLength(json)), Buffer.from(json)]);
    const garbage = fc.oneof(
      fc.uint8Array({ minLength: 20, maxLength: 300 }),
      fc.json().map(control),
      fc.string().map(control),
      fc
        .record({
          id: fc.integer(),
          method: fc.constantFrom('hello', '__proto__', 'constructor', 'screen', 'x'),
          params: fc.dictionary(fc.string(), fc.jsonValue()),
        })
        .map((each) => control(JSON.stringify(each))),
      fc.constantFrom('output', 'ack', 'data').map((kind) => keeperHeader(kind as 'ack', 1, 5, 0)),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(garbage, { minLength: 1, maxLength: 4 }), async (pieces) => {
        const stranger = await KeeperClient.open(keeper.record.socket);
        for (const piece of pieces) stranger.socket.write(piece);
        stranger.socket.end();
        await stranger.closed;
      }),
      fuzzRuns(300, 20_000),
    );
    expect((await refusal(hub.request('inspect', { id: 'nothing' }))).fault).toBe('notFound');
  },
  fuzzTimeout(120_000),
);

test('a stranger is given little memory and strangers few connections; the hub goes on', async () => {
  await newHub();
  const talker = await KeeperClient.open(keeper.record.socket);
  // A frame that says it is large, and never ends.
  talker.socket.write(keeperHeader('control', 0, 0, 4 * 1024 * 1024));
  talker.socket.write(new Uint8Array(128 * 1024));
  await talker.closed;
  const silent = await Promise.all(Array.from({ length: 17 }, () => KeeperClient.open(keeper.record.socket)));
  await Promise.race(silent.map((each) => each.closed));
  expect((await refusal(hub.request('inspect', { id: 'nothing' }))).fault).toBe('notFound');
  for (const each of silent) each.socket.destroy();
  const isLetIn = (): Promise<boolean> =>
    KeeperClient.hello(keeper.record).then(
      (client) => {
        client.close();
        return true;
      },
      () => false,
    );
  await expect.poll(isLetIn).toBe(true);
});

test(
  'wrong parameters from the hub itself are refused one by one',
  async () => {
    await newHub();
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(
          'startTerminal',
          'startProcess',
          'input',
          'resize',
          'signal',
          'follow',
          'catchUp',
          'history',
          'release',
          'nonsense',
        ),
        fc.dictionary(
          fc.constantFrom('id', 'size', 'op', 'number', 'from', 'most', 'data', '__proto__', 'lines'),
          fc.jsonValue(),
        ),
        async (method, params) => {
          const fault = (await refusal(hub.request(method as 'release', params as never))).fault;
          expect(['badMessage', 'notFound']).toContain(fault);
        },
      ),
      fuzzRuns(2000),
    );
  },
  fuzzTimeout(120_000),
);

test('record, socket and directory are for this user alone, and no secret is in the arguments', () => {
  const mode = (path: string): number => statSync(path).mode & 0o777;
  expect(mode(keeper.directory)).toBe(0o700);
  expect(mode(join(keeper.directory, `${keeper.record.id}.json`))).toBe(0o600);
  expect(mode(keeper.record.socket)).toBe(0o600);
  expect(mode(join(keeper.directory, `${keeper.record.id}.log`))).toBe(0o600);
  expect(readFileSync(`/proc/${keeper.record.pid}/cmdline`, 'utf8')).not.toContain(keeper.record.token);
  expect(readFileSync(`/proc/${keeper.record.pid}/environ`, 'utf8')).not.toContain(keeper.record.token);
  expect(realpathSync(`/proc/${keeper.record.pid}/cwd`)).toBe('/');
});

test('a very long directory still gives a socket that can be bound', async () => {
  const deep = join(mkdtempSync(join(tmpdir(), 'homeport-deep-')), 'x'.repeat(100));
  mkdirSync(deep, { mode: 0o700 });
  const far = await startKeeper(deep);
  expect(Buffer.byteLength(far.record.socket)).toBeLessThan(104);
  expect(statSync(dirname(far.record.socket)).mode & 0o777).toBe(0o700);
  const client = await KeeperClient.hello(far.record);
  client.close();
  far.dispose();
});

test('signals meant for its starter do not end it, nor what it holds', async () => {
  const own = await startKeeper();
  const client = await KeeperClient.hello(own.record);
  await client.request('startTerminal', { ...launch('read -r'), id: 'held', size: { cols: 80, rows: 24 } });
  for (const signal of ['SIGHUP', 'SIGINT', 'SIGTERM'] as const) process.kill(own.record.pid, signal);
  expect((await client.request('inspect', { id: 'held' })).busy).toBe(false);
  client.close();
  expect((await KeeperClient.hello(own.record)).received).toEqual([]);
  own.dispose();
});

test('a keeper that is told to go ends with its last program: at once, or within moments of a shutdown', async () => {
  const empty = await startKeeper();
  (await KeeperClient.hello(empty.record)).close();
  process.kill(empty.record.pid, 'SIGTERM');
  await waitFor('the empty keeper to end', () => !empty.isAlive(), 5_000);
  expect(readdirSync(empty.directory)).toEqual([]);
  empty.dispose();

  const own = await startKeeper();
  const client = await KeeperClient.hello(own.record);
  const size = { cols: 80, rows: 24 };
  const { pid } = await client.request('startTerminal', { ...launch('read -r'), id: 'held', size });
  client.close();
  process.kill(own.record.pid, 'SIGTERM');
  process.kill(pid, 'SIGHUP');
  await waitFor('the keeper to follow its program', () => !own.isAlive(), 5_000);
  own.dispose();
});

test('a keeper that only remembers exits stays while a hub can find it, and goes when its record is gone', async () => {
  await newHub();
  const own = await startKeeper();
  const client = await KeeperClient.hello(own.record);
  await client.request('startTerminal', { ...launch('true'), id: 'short', size: { cols: 80, rows: 24 } });
  await client.event('exit');
  client.close();
  const later = await KeeperClient.hello(own.record);
  expect((await later.request('inspect', { id: 'short' })).busy).toBe(false);
  later.close();
  rmSync(own.directory, { recursive: true });
  await waitFor('the forgotten keeper to end', () => !own.isAlive(), 15_000);
});

test('a keeper that is empty and unclaimed ends and leaves nothing behind; one that holds something stays', async () => {
  await newHub();
  const own = await startKeeper();
  const client = await KeeperClient.hello(own.record);
  await client.request('startTerminal', { ...launch('read -r'), id: 'held', size: { cols: 80, rows: 24 } });
  client.close();
  await new Promise((resolve) => setTimeout(resolve, 11_000));
  expect(own.isAlive()).toBe(true);
  const again = await KeeperClient.hello(own.record);
  await again.request('input', { id: 'held', source: 's', op: 1, data: '\n', encoding: 'utf8' });
  await again.event('exit');
  await again.request('release', { id: 'held' });
  again.close();
  await waitFor('the keeper to end', () => !own.isAlive());
  expect(readdirSync(own.directory)).toEqual([]);
  own.dispose();
}, 40_000);

test('a gigabyte without a newline stays bounded in memory', async () => {
  await newHub();
  const mib = Number(process.env['HOMEPORT_ENDLESS_MIB'] || 64);
  const { id, number } = await startWaiting(`head -c ${mib}M /dev/zero | tr "\\0" y; echo; echo END; read -r`);
  const memory = rss();
  let got = 0;
  let tail = '';
  hub.onOutput = (_, __, bytes) => {
    got += bytes.length;
    tail = (tail + Buffer.from(bytes.subarray(-64)).toString()).slice(-64);
  };
  await type(id, '\n');
  await hub.until('the end', () => tail.includes('END'), 120_000);
  expect(got).toBeGreaterThan(mib * 1024 * 1024);
  expect(number).toBeGreaterThan(0);
  expect(rss() - memory).toBeLessThan(128);
}, 130_000);

test('32 programs that write at once all arrive whole, and a 33rd is refused', async () => {
  await newHub();
  const ids: Array<{ id: string; number: number }> = [];
  for (let i = 0; i < 32; i++) ids.push(await startWaiting('seq 1 20000; echo END'));
  expect((await refusal(hub.request('startTerminal', { ...launch('true'), size: { cols: 80, rows: 24 } }))).fault).toBe(
    'full',
  );
  await Promise.all(
    ids.map(({ id }) => hub.request('input', { id, source: 'all', op: 1, data: '\n', encoding: 'utf8' })),
  );
  const expected = `\r\n${Array.from({ length: 20_000 }, (_, i) => `${i + 1}\r\n`).join('')}END\r\n`;
  for (const { id, number } of ids) {
    await hub.event('exit', (event) => event.id === id);
    expect(hub.text(number)).toBe(expected);
  }
}, 60_000);

/** CPU time of the keeper so far, in hundredths of a second. */
function cpuTicks(): number {
  const stat = readFileSync(`/proc/${keeper.record.pid}/stat`, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return Number(fields[11]) + Number(fields[12]);
}

function rss(): number {
  return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${keeper.record.pid}/status`, 'utf8'))?.[1]) / 1024;
}

async function waitForAsync(isThere: () => Promise<boolean>): Promise<void> {
  const end = performance.now() + 10_000;
  while (!(await isThere())) if (performance.now() > end) throw new Error('timed out');
}
