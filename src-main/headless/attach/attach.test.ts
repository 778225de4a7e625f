import { existsSync } from 'node:fs';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { until } from '../../hub/testing/until.ts';
import { Cli, type HubProcess, MAIN } from '../testing/cli.ts';
import { OuterPty } from '../testing/outer-pty.ts';

const cli = new Cli();
let hub: HubProcess;
const ptys: OuterPty[] = [];

beforeAll(async () => {
  hub = await cli.start();
});
afterEach(() => {
  for (const pty of ptys.splice(0)) pty.close();
});
afterAll(() => cli.close());

const shell = async (): Promise<string> =>
  String((await cli.json('new', '--', 'env', 'PS1=ready> ', 'bash', '--norc', '--noprofile', '-i'))['id']);

function attach(id: string, args: readonly string[] = [], cols = 80, rows = 24): OuterPty {
  const pty = new OuterPty(cli, ['attach', id, ...args], cols, rows);
  ptys.push(pty);
  return pty;
}

async function screenOf(id: string): Promise<string> {
  return (await cli.run(['read', id])).stdout;
}

test('attaching repaints at once, typing arrives, the detach key leaves the program running', async () => {
  const id = await shell();
  await cli.run(['send', id, '--enter', 'echo was-here-$((40+2))']);
  const pty = attach(id);
  await pty.shows('was-here-42');
  pty.type('echo from-outside-$((1+1))\r');
  await pty.shows('from-outside-2');
  pty.type('\x1c');
  expect(await pty.exit).toBe(0);
  await pty.shows(`[detached from ${id}; it goes on]`);
  expect((await cli.run(['ls'])).stdout).toContain(id);
});

test('another detach key can be chosen', async () => {
  const pty = attach(await shell(), ['--detach-key', 'ctrl-]']);
  await pty.shows('ready>');
  pty.type('\x1d');
  expect(await pty.exit).toBe(0);
  const wrong = attach('x', ['--detach-key', 'f13']);
  expect(await wrong.exit).toBe(2);
});

test("attach ends with the program's exit code, or the signal's", async () => {
  const pty = attach(await shell());
  await pty.shows('ready>');
  pty.type('exit 7\r');
  expect(await pty.exit).toBe(7);
  await pty.shows('ended with code 7');
  const id = await shell();
  const other = attach(id);
  await other.shows('ready>');
  await cli.run(['kill', id, '--signal', 'KILL']);
  expect(await other.exit).toBe(128 + 9);
});

test('the size of the outer terminal is taken, and followed', async () => {
  const id = await shell();
  const pty = attach(id, [], 100, 30);
  await pty.shows('ready>');
  pty.type('stty size\r');
  await pty.shows('30 100');
  pty.resize(70, 20);
  // A key in the same moment could overtake the signal.
  await expect.poll(async () => (await cli.run(['ls'])).stdout, { timeout: 10_000 }).toContain('70x20');
  pty.type('\rstty size\r');
  await pty.shows('20 70');
});

test('vim works, and leaves no mode behind when it is detached from', async () => {
  if (!existsSync('/usr/bin/vim') && !existsSync('/usr/bin/vi')) return;
  const id = await shell();
  const pty = attach(id);
  await pty.shows('ready>');
  pty.type(`vi -u NONE -N -c 'set mouse=a showmode' ${cli.dataDir}/note\r`);
  await until('vi has the alternate screen', () => pty.emulator.buffer.active.type === 'alternate');
  pty.type('ihello from vi');
  await pty.shows('hello from vi');
  pty.resize(60, 15);
  await pty.shows(/hello from vi[\s\S]*INSERT/);
  pty.type('\x1c');
  expect(await pty.exit).toBe(0);
  await pty.shows('detached');
  expect(pty.emulator.buffer.active.type).toBe('normal');
  expect(pty.emulator.modes).toMatchObject({
    mouseTrackingMode: 'none',
    bracketedPasteMode: false,
    applicationCursorKeysMode: false,
    sendFocusMode: false,
  });
  const again = attach(id, [], 60, 15);
  await again.shows('hello from vi');
  expect(again.emulator.buffer.active.type).toBe('alternate');
  again.type('\x1b:q!\r');
  await until('vi has left the alternate screen', () => again.emulator.buffer.active.type === 'normal');
});

test('the program hears one answer to a query, not the outer terminal as well', async () => {
  const id = await shell();
  const pty = attach(id);
  await pty.shows('ready>');
  // Four queries; cat -v shows whatever comes back for a moment.
  pty.type(
    "stty -echo -icanon; printf '\\033[c\\033[6n\\033[>c\\033]11;?\\007'; timeout 1 cat -v; stty sane; echo; echo over\r",
  );
  await pty.shows(/^over$/m);
  const answers = (await screenOf(id)).match(/\^\[\[\?[\d;]*c/g) ?? [];
  expect(answers).toHaveLength(1);
  expect(pty.written).not.toContain('\x1b[6n');
});

test('a watcher sees a picture clipped to its size and who drives; typing takes over', async () => {
  const id = await shell();
  const driver = attach(id, [], 120, 40);
  await driver.shows('ready>');
  driver.type('stty size\r');
  await driver.shows('40 120');
  const watcher = attach(id, [], 60, 20);
  await watcher.shows('40 120');
  await watcher.shows('120x40, driven by');
  driver.type('echo live-$((5*5))\r');
  await watcher.shows('live-25');
  watcher.type('stty size\r');
  await watcher.shows('20 60');
  expect(watcher.screen).not.toContain('driven by');
  await driver.shows('60x20, driven by');
});

test('--read-only neither types nor takes the size', async () => {
  const id = await shell();
  const pty = attach(id, ['--read-only'], 60, 20);
  await pty.shows('nobody drives');
  pty.type('echo typed-anyway\r');
  await cli.run(['send', id, '--enter', 'stty size']);
  await pty.shows('24 80');
  expect(await screenOf(id)).not.toContain('typed-anyway');
});

test('a hub that is killed and started again is said, and the program goes on in the same attachment', async () => {
  const id = await shell();
  const pty = attach(id);
  await pty.shows('ready>');
  pty.type('echo before-$((1+1))\r');
  await pty.shows('before-2');
  await hub.kill('SIGKILL');
  await pty.shows('reconnecting, last heard');
  pty.type('echo while-$((2+2))\r');
  hub = await cli.start();
  await pty.shows('while-4');
  expect(pty.screen).not.toContain('reconnecting');
  pty.type('echo after-$((3+3))\r');
  await pty.shows('after-6');
  expect((await screenOf(id)).match(/while-4/g)).toHaveLength(1);
});

test('SIGTERM detaches and gives the terminal back', async () => {
  const pty = attach(await shell());
  await pty.shows('ready>');
  pty.type("printf '\\033[?1000h\\033[?2004h'\r");
  await until('the mouse is on', () => pty.emulator.modes.mouseTrackingMode !== 'none');
  process.kill(pty.pty.pid, 'SIGTERM');
  expect(await pty.exit).toBe(0);
  await pty.shows('detached');
  expect(pty.emulator.modes.mouseTrackingMode).toBe('none');
});

test('a terminal is not attached to itself', async () => {
  const id = await shell();
  const pty = attach(id);
  await pty.shows('ready>');
  pty.type(`${process.execPath} ${MAIN} attach ${id} --data-dir ${cli.dataDir}\r`);
  await pty.shows('This is');
  pty.type('echo still-$((1+1))\r');
  await pty.shows('still-2');
});
