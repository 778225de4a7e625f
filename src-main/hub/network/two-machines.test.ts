import { type ChildProcess, spawnSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, beforeEach, expect, type TestContext, test } from 'vitest';
import type { NetworkState } from '../../../src-shared/protocol/channels/network/state.ts';
import { endKeepers, newDataDir } from '../testing/test-hub.ts';
import { linesOf, missingForFaults, type TwoMachines, twoMachines } from '../testing/two-machines.ts';
import { until } from '../testing/until.ts';

const CLI = join(import.meta.dirname, '../../headless/main.ts');
const PHONE = join(import.meta.dirname, '../testing/phone-process.ts');

let machines: TwoMachines | undefined;
let dataDir: string;
const started: ChildProcess[] = [];

beforeEach(() => {
  machines = twoMachines();
  dataDir = newDataDir();
});
afterEach(async () => {
  for (const child of started.splice(0)) {
    if (child.exitCode !== null) continue;
    const gone = new Promise((resolve) => child.once('close', resolve));
    child.kill('SIGTERM');
    await gone;
  }
  await endKeepers(dataDir);
  machines?.dispose();
  rmSync(dataDir, { recursive: true, force: true });
});

function permitted(context: TestContext): TwoMachines {
  return machines ?? context.skip('network namespaces are not permitted here');
}

/** Two machines whose line can be disturbed. */
function disturbed(context: TestContext): TwoMachines {
  const missing = missingForFaults();
  return missing === undefined ? permitted(context) : context.skip(missing);
}

function start(machine: 'computer' | 'phone', ...command: string[]): ChildProcess {
  if (machines === undefined) throw new Error('no machines');
  const env = { ...process.env, HOMEPORT_DATA_DIR: dataDir, HOMEPORT_SECRETS: 'file', HOME: dataDir };
  const child = machines.on(machine, command, { env, stdio: ['pipe', 'pipe', 'ignore'] });
  started.push(child);
  return child;
}

async function startHub(): Promise<void> {
  const hub = start('computer', process.execPath, CLI, 'start', '--port', '4140');
  let said = '';
  hub.stdout?.on('data', (chunk: Buffer) => {
    said += chunk.toString();
  });
  await until('the hub runs', () => said.includes('Ctrl+C'));
}

/** What the command line says on the computer. */
function cli(...command: string[]): string {
  return machines?.run('computer', process.execPath, CLI, ...command, '--data-dir', dataDir) ?? '';
}

function networkState(...act: string[]): NetworkState {
  return JSON.parse(cli('trust', ...act, '--json')) as NetworkState;
}

/** A phone on the other machine: what it tells, the newest of each kind, and all states in order. */
interface Phone {
  readonly told: Readonly<Record<string, unknown>>;
  readonly states: unknown[];
  do(what: string): void;
  shows(screen: string, withinMs?: number): Promise<void>;
}

/** Pairs it with full control by the command line, and has it start its terminal. */
async function pairedPhone(): Promise<Phone> {
  const command = ['pair', '--json', '--role', 'full', '--open-lan', '--trust-network'];
  const pairing = start('computer', process.execPath, CLI, ...command);
  const operator = linesOf(pairing);
  const { url } = (await operator.next()) as { url: string };
  const child = start('phone', process.execPath, PHONE);
  const told: Record<string, unknown> = {};
  const states: unknown[] = [];
  createInterface({ input: child.stdout ?? process.stdin }).on('line', (line) => {
    const news = JSON.parse(line) as Record<string, unknown>;
    Object.assign(told, news);
    if ('state' in news) states.push(news['state']);
  });
  child.stdin?.write(`${url}\n`);
  const { request } = (await operator.next()) as { request: { from: string; candidates: string[] } };
  expect(request.from).toMatch(/^10\.77\.\d\.2$/);
  await until('the phone shows its number', () => told['number'] !== undefined);
  expect(request.candidates).toContain(told['number']);
  pairing.stdin?.write(`${String(told['number'])}\n`);
  expect(await operator.next()).toMatchObject({ device: { role: 'admin', origin: 'paired' } });
  const phone: Phone = {
    told,
    states,
    do: (what) => void child.stdin?.write(`${what}\n`),
    shows: (screen, withinMs = 40_000) => until(`it shows ${screen}`, () => told['screen'] === screen, withinMs),
  };
  await phone.shows('ready');
  expect(told).toMatchObject({ rights: ['view', 'type', 'approve', 'administer'], level: 'L0' });
  return phone;
}

/** Until a phone that was connected has noticed that it is no more. */
async function noticed(phone: Phone): Promise<void> {
  await until(
    'the phone notices',
    () => phone.states.at(-1) === 'waiting' || phone.states.at(-1) === 'connecting',
    40_000,
  );
}

test('a phone on another machine is paired, types, and is back by itself with every line once: after resets, silence, and a network that was closed', async (context) => {
  const { run } = disturbed(context);
  await startHub();
  const phone = await pairedPhone();
  phone.do('type one');
  await phone.shows('ready<one>');
  // A router that has forgotten whom it knew answers with resets, to what is open and to what is tried.
  const resets = ['INPUT', '-i', 'eth0', '-p', 'tcp', '-j', 'REJECT', '--reject-with', 'tcp-reset'];
  run('computer', 'iptables', '-I', ...resets);
  phone.do('type two');
  await noticed(phone);
  phone.do('type three');
  run('computer', 'iptables', '-D', ...resets);
  await phone.shows('ready<one><two><three>');
  // A dead spot answers nothing at all.
  for (const way of ['INPUT', 'OUTPUT']) run('computer', 'iptables', '-I', way, '-j', 'DROP');
  phone.do('type four');
  phone.do('type five');
  await noticed(phone);
  phone.do('type six');
  run('computer', 'iptables', '-F');
  await phone.shows('ready<one><two><three><four><five><six>');
  expect(cli('trust', 'lan', 'close')).toContain('This computer alone reaches the hub.');
  await noticed(phone);
  phone.do('type seven');
  cli('trust', 'lan', 'open');
  await phone.shows('ready<one><two><three><four><five><six><seven>');
}, 120_000);

test('when the computer’s address goes away under open sockets, the phone finds it by another and is told of those that come', async (context) => {
  const { run } = permitted(context);
  for (const [machine, host] of [
    ['computer', 1],
    ['phone', 2],
  ] as const)
    run(machine, 'ip', 'addr', 'add', `10.77.1.${host}/24`, 'dev', 'eth0');
  await startHub();
  const phone = await pairedPhone();
  const by = String(phone.told['by']);
  const gone = new URL(by).hostname;
  const other = gone === '10.77.0.1' ? '10.77.1.1' : '10.77.0.1';
  await until('it knows both', () => [phone.told['origins']].flat().length === 2);
  for (const subnet of ['10.77.0.0/24', '10.77.1.0/24']) cli('trust', 'allow', subnet);
  run('computer', 'ip', 'addr', 'del', `${gone}/24`, 'dev', 'eth0');
  phone.do('type one');
  phone.do('wake');
  await phone.shows('ready<one>');
  expect(phone.told['by']).toBe(`http://${other}:4140`);
  await until('it is told', () => String(phone.told['origins']) === `http://${other}:4140`, 30_000);
  run('computer', 'ip', 'addr', 'add', '10.77.2.1/24', 'dev', 'eth0');
  await until('it is told', () => String(phone.told['origins']).includes('http://10.77.2.1:4140'), 30_000);
  phone.do('type two');
  await phone.shows('ready<one><two>');
}, 120_000);

/** Sends what no decent machine would to whoever hears multicast DNS, and prints how many answers came of it. */
const FLOOD = `
const { createSocket } = require('node:dgram');
const question = Buffer.concat([Buffer.from([9]), Buffer.from('_homeport'), Buffer.from([4]), Buffer.from('_tcp'), Buffer.from([5]), Buffer.from('local'), Buffer.from([0, 0, 255, 0, 1])]);
const again = Buffer.from([0xc0, 12, 0, 255, 0, 1]);
const ask = (count) => {
  const head = Buffer.alloc(12);
  head.writeUInt16BE(count, 4);
  return Buffer.concat([head, question, ...new Array(count - 1).fill(again)]);
};
const packets = [ask(1), ask(200), ask(1400), ask(10000)];
for (let n = 0; n < 200; n++) {
  const spoilt = Buffer.from(packets[n % 3]);
  for (let m = 0; m < 1 + n % 9; m++) spoilt[Math.floor(Math.random() * Math.min(80, spoilt.length))] = Math.random() * 256;
  packets.push(spoilt, spoilt.subarray(0, n));
}
const socket = createSocket({ type: 'udp4', reuseAddr: true });
let answers = 0;
socket.on('message', (message) => { if (message[2] & 0x80) answers += 1; });
socket.bind(5353, '0.0.0.0', () => {
  socket.addMembership('224.0.0.251', '10.77.0.2');
  socket.setMulticastInterface('10.77.0.2');
  let sent = 0;
  const more = () => {
    if (sent >= 6000) return setTimeout(() => { console.log(JSON.stringify({ answers })); process.exit(); }, 500);
    for (let n = 0; n < 60; n++) socket.send(packets[sent++ % packets.length], 5353, '224.0.0.251');
    setTimeout(more, 10);
  };
  more();
});
`;

test('a network of strangers cannot stop a hub by mDNS; what stops mDNS on the computer stops nothing else and is said', async (context) => {
  const { run, on } = disturbed(context);
  await startHub();
  const phone = await pairedPhone();
  while (networkState().mdns.phase !== 'on') await new Promise(setImmediate);
  const flood = on('phone', [process.execPath, '-e', FLOOD], { stdio: ['ignore', 'pipe', 'inherit'] });
  phone.do('type one');
  await phone.shows('ready<one>');
  const { answers } = await linesOf(flood).next();
  expect(answers).toBeGreaterThan(0);
  expect(answers).toBeLessThan(400);
  const failed = async (): Promise<string> => {
    cli('trust', 'lan', 'close');
    cli('trust', 'lan', 'open');
    for (let tries = 0; tries < 60; tries++) {
      const { mdns } = networkState();
      if (mdns.phase === 'failed') return mdns.sentence;
    }
    return 'it did not fail';
  };
  const wall = ['OUTPUT', '-p', 'udp', '--dport', '5353', '-j', 'DROP'];
  run('computer', 'iptables', '-I', ...wall);
  expect(await failed()).toMatch(
    /^The local network cannot be told of this computer \(a firewall .*\)\. Phones find it/,
  );
  run('computer', 'iptables', '-D', ...wall);
  cli('trust', 'lan', 'close');
  const hog = `const bind = () => require('dgram').createSocket('udp4').on('error', bind).bind({ port: 5353, exclusive: true }, () => console.log('bound')); bind();`;
  expect(await linesOf(start('computer', process.execPath, '-e', hog)).next()).toEqual({ text: 'bound' });
  expect(await failed()).toContain('(another program keeps the port for that to itself)');
  phone.do('type two');
  await phone.shows('ready<one><two>');
}, 120_000);

const AVAHI_MISSING = ['avahi-daemon', 'avahi-browse', 'dbus-daemon'].find(
  (program) => spawnSync('sh', ['-c', `command -v ${program}`]).status !== 0,
);

test.skipIf(AVAHI_MISSING !== undefined)(
  `another machine’s own responder sees the hub with its key’s hash while it listens, also without a route for multicast, and no longer afterwards${AVAHI_MISSING === undefined ? '' : ` (${AVAHI_MISSING} is not installed)`}`,
  async (context) => {
    const { on, run: runOn } = permitted(context);
    runOn('computer', 'ip', 'route', 'del', '224.0.0.0/4', 'dev', 'eth0');
    const bus = join(dataDir, 'bus');
    mkdirSync(join(dataDir, 'avahi'));
    writeFileSync(
      join(dataDir, 'bus.conf'),
      `<busconfig><type>system</type><listen>unix:path=${bus}</listen><auth>EXTERNAL</auth><policy context="default"><allow send_destination="*"/><allow receive_sender="*"/><allow own="*"/><allow user="*"/></policy></busconfig>`,
    );
    writeFileSync(join(dataDir, 'avahi.conf'), '[server]\nuse-ipv6=no\n');
    const env = { ...process.env, DBUS_SYSTEM_BUS_ADDRESS: `unix:path=${bus}` };
    const run = (...command: string[]): ChildProcess => {
      const child = on('phone', command, { env, stdio: ['ignore', 'pipe', 'ignore'] });
      started.push(child);
      return child;
    };
    run('dbus-daemon', `--config-file=${join(dataDir, 'bus.conf')}`, '--nofork');
    run(
      'sh',
      '-c',
      `until [ -S ${bus} ]; do sleep 0.05; done; exec avahi-daemon -f ${join(dataDir, 'avahi.conf')} --no-chroot --no-drop-root --no-rlimits`,
    );
    const browse = run('sh', '-c', 'until avahi-browse -r -p _homeport._tcp; do sleep 0.1; done');
    let seen = '';
    browse.stdout?.on('data', (chunk: Buffer) => {
      seen += chunk.toString();
    });
    await startHub();
    cli('trust', 'lan', 'open');
    const whole = /^=;eth0;IPv4;homeport-[^\n]*\n/m;
    await until('it is seen', () => whole.test(seen), 20_000);
    const [line = ''] = whole.exec(seen) ?? [];
    expect(line).toMatch(/;homeport-[0-9a-z]{6}\.local;10\.77\.0\.1;4140;/);
    expect(line).toMatch(/"fp=[0-9a-f]{32}"/);
    expect(line).toMatch(/"v=1"/);
    cli('trust', 'lan', 'close');
    await until('it is gone', () => /^-;eth0;IPv4;homeport-[^\n]*\n/m.test(seen), 20_000);
  },
  60_000,
);
