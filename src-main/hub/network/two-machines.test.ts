import { type ChildProcess, spawnSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { endKeepers, newDataDir } from '../testing/test-hub.ts';
import { linesOf, type TwoMachines, twoMachines } from '../testing/two-machines.ts';
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

function start(machine: 'computer' | 'phone', ...command: string[]): ChildProcess {
  if (machines === undefined) throw new Error('no machines');
  const env = { ...process.env, HOMEPORT_DATA_DIR: dataDir, HOMEPORT_SECRETS: 'file', HOME: dataDir };
  const child = machines.on(machine, command, { env, stdio: ['pipe', 'pipe', 'inherit'] });
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

test('a phone on another machine is paired from the command line, types, and comes back when the network does', async (context) => {
  if (machines === undefined) return context.skip('network namespaces are not permitted here');
  await startHub();
  const pairing = start(
    'computer',
    process.execPath,
    CLI,
    'pair',
    '--json',
    '--role',
    'full',
    '--open-lan',
    '--trust-network',
  );
  const operator = linesOf(pairing);
  const { url, offer } = (await operator.next()) as { url: string; offer: { addresses: string[] } };
  expect(offer.addresses).toEqual(['10.77.0.1:4140']);
  const phone = start('phone', process.execPath, PHONE);
  const screen = linesOf(phone);
  phone.stdin?.write(`${url}\n`);
  const { number } = await screen.next();
  const { request } = (await operator.next()) as { request: { from: string; candidates: string[] } };
  expect(request.from).toBe('10.77.0.2');
  expect(request.candidates).toContain(number);
  pairing.stdin?.write(`${String(number)}\n`);
  expect(await operator.next()).toMatchObject({ device: { role: 'admin', origin: 'paired' } });
  expect(await screen.next()).toEqual({ rights: ['view', 'type', 'approve', 'administer'], level: 'L0' });
  expect(await screen.next()).toEqual({ screen: 'hi' });
  // Every connection is reset, as by a router that forgot them.
  machines.run('computer', 'ss', '-K', 'dst', '10.77.0.2');
  for (let state: unknown; state !== 'waiting'; ) ({ state } = await screen.next());
  for (let state: unknown; state !== 'open'; ) ({ state } = await screen.next());
  const closed = machines.run('computer', process.execPath, CLI, 'trust', 'lan', 'close', '--data-dir', dataDir);
  expect(closed).toContain('This computer alone reaches the hub.');
  for (let state: unknown; state !== 'waiting'; ) ({ state } = await screen.next());
}, 60_000);

const AVAHI_MISSING = ['avahi-daemon', 'avahi-browse', 'dbus-daemon'].find(
  (program) => spawnSync('sh', ['-c', `command -v ${program}`]).status !== 0,
);

test.skipIf(AVAHI_MISSING !== undefined)(
  `another machine’s own responder sees the hub with its key’s hash while it listens, and no longer afterwards${AVAHI_MISSING === undefined ? '' : ` (${AVAHI_MISSING} is not installed)`}`,
  async (context) => {
    if (machines === undefined) return context.skip('network namespaces are not permitted here');
    const bus = join(dataDir, 'bus');
    mkdirSync(join(dataDir, 'avahi'));
    writeFileSync(
      join(dataDir, 'bus.conf'),
      `<busconfig><type>system</type><listen>unix:path=${bus}</listen><auth>EXTERNAL</auth><policy context="default"><allow send_destination="*"/><allow receive_sender="*"/><allow own="*"/><allow user="*"/></policy></busconfig>`,
    );
    writeFileSync(join(dataDir, 'avahi.conf'), '[server]\nuse-ipv6=no\n');
    const env = { DBUS_SYSTEM_BUS_ADDRESS: `unix:path=${bus}` };
    const run = (...command: string[]): ChildProcess => {
      const child = machines?.on('phone', command, {
        env: { ...process.env, ...env },
        stdio: ['ignore', 'pipe', 'ignore'],
      });
      if (child === undefined) throw new Error('no machines');
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
    machines.run('computer', process.execPath, CLI, 'trust', 'lan', 'open', '--data-dir', dataDir);
    const whole = /^=;eth0;IPv4;homeport-[^\n]*\n/m;
    await until('it is seen', () => whole.test(seen), 20_000);
    const [line = ''] = whole.exec(seen) ?? [];
    expect(line).toMatch(/;homeport-[0-9a-z]{6}\.local;10\.77\.0\.1;4140;/);
    expect(line).toMatch(/"fp=[0-9a-f]{32}"/);
    expect(line).toMatch(/"v=1"/);
    machines.run('computer', process.execPath, CLI, 'trust', 'lan', 'close', '--data-dir', dataDir);
    await until('it is gone', () => /^-;eth0;IPv4;homeport-[^\n]*\n/m.test(seen), 20_000);
  },
  60_000,
);
