import { existsSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { defaultSettings } from '../../src-shared/protocol/channels/settings/state.ts';
import { Cli } from './testing/cli.ts';

describe('with a hub', () => {
  const cli = new Cli();
  beforeAll(async () => {
    await cli.start();
  });
  afterAll(() => cli.close());

  test('settings are shown, read one by one, set, and reset', async () => {
    expect(await cli.json('settings')).toEqual(defaultSettings);
    const shown = await cli.run(['settings']);
    expect(shown.stdout).toMatch(/^FIELD +VALUE\nappearance\.theme +system\n/);
    expect(shown.stdout).toMatch(/^notifications\.quiet\.from +22:00$/m);
    expect((await cli.run(['settings', 'get', 'appearance.theme'])).stdout).toBe('system\n');
    expect(await cli.run(['settings', 'set', 'appearance.theme', 'dark'])).toEqual({ code: 0, stdout: '', stderr: '' });
    expect((await cli.run(['settings', 'get', 'appearance.theme'])).stdout).toBe('dark\n');
    expect(await cli.json('settings', 'set', 'appearance.fontSize', '16')).toEqual({
      field: 'appearance.fontSize',
      value: 16,
    });
    expect(await cli.json('settings', 'get', 'notifications.bell')).toEqual({
      field: 'notifications.bell',
      value: true,
    });
    expect((await cli.run(['settings', 'set', 'notifications.bell', 'false'])).code).toBe(0);
    // A text that looks like JSON is a text where the field takes one.
    for (const font of ['3270', 'true', 'Fira Code']) {
      expect(await cli.json('settings', 'set', 'appearance.fontFamily', font)).toMatchObject({ value: font });
    }
    expect((await cli.run(['settings', 'set', 'appearance.fontFamily', ''])).code).toBe(0);
    expect((await cli.run(['settings', 'set', 'network.port', '5000'])).stdout).toContain('at the next start');
    expect(await cli.json('settings')).toMatchObject({
      appearance: { theme: 'dark', fontSize: 16, fontFamily: '' },
      notifications: { bell: false },
      network: { port: 5000 },
    });
    expect((await cli.run(['settings', 'reset'])).stdout).toBe('Every setting has its default again.\n');
    expect(await cli.json('settings', 'reset')).toEqual(defaultSettings);
  });

  test.each([
    [
      ['settings', 'get', 'appearance.colour'],
      2,
      'There is no setting "appearance.colour". There are: appearance.theme',
    ],
    [['settings', 'get', 'network'], 2, 'There are: network.host, network.port, network.lan, network.mdns.'],
    [['settings', 'set', 'appearance.theme'], 2, 'settings set <field> <value>'],
    [['settings', 'set', 'appearance.fontFamily', 'Fira', 'Code'], 2, 'between quotes'],
    [['settings', 'reset', 'appearance.theme'], 2, 'Use `settings`'],
    [['settings', 'put'], 2, 'Allowed choices are get, set, reset.'],
    [['settings', 'set', 'appearance.theme', 'pink'], 1, 'expected one of "system"|"light"|"dark"'],
    [['settings', 'set', 'appearance.fontSize', 'big'], 1, '“patch.appearance.fontSize” is wrong'],
    [['settings', 'set', 'terminals.shell', 'bash'], 1, 'a shell is named by its absolute path'],
    [['storage', 'empty'], 2, 'Allowed choices are clear.'],
    [['export'], 2, 'missing required argument'],
    [['export', '/no/such/directory/file'], 1, '/no/such/directory cannot be used: it does not exist.'],
  ])('%j is refused with what to do', async (args, code, sentence) => {
    const ran = await cli.run(args);
    expect(ran).toMatchObject({ code, stdout: '' });
    expect(ran.stderr).toContain(sentence);
  });

  test('storage says how much there is, and clears what is over', async () => {
    const { id } = await cli.json('new', '--', 'true');
    for (let listed = ''; !listed.includes('ended (0)'); ) listed = (await cli.run(['ls'])).stdout;
    const usage = await cli.json('storage');
    expect(usage).toMatchObject({ dataDir: cli.dataDir, terminals: { running: 0, ended: 1 } });
    const said = await cli.run(['storage']);
    expect(said.stdout).toMatch(/^SIZE +NAME +WHAT\n/);
    expect(said.stdout).toMatch(/^[\d.]+ [kM]?B +events\.db +terminals, their last screens, recent events$/m);
    expect(said.stdout).toContain('1 terminal can be forgotten with `homeport storage clear`.');
    expect(await cli.json('storage', 'clear')).toMatchObject({ removed: 1 });
    expect((await cli.run(['storage', 'clear'])).stdout).toContain('Forgot 0 terminals');
    expect((await cli.run(['ls', '-q'])).stdout).not.toContain(String(id));
  });

  test('export writes a new file where the caller stands, and nothing over another', async () => {
    const file = join(tmpdir(), `homeport-export-${process.pid}.json`);
    try {
      const said = await cli.run(['export', file]);
      expect(said).toMatchObject({ code: 0, stderr: '' });
      expect(said.stdout).toContain(`Wrote ${file}: `);
      expect(statSync(file).mode & 0o777).toBe(0o600);
      expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({ settings: defaultSettings });
      const again = await cli.run(['export', '--json', file]);
      expect(again).toMatchObject({ code: 1, stdout: '' });
      expect(JSON.parse(again.stderr)).toEqual({
        error: { name: 'fileExists', message: `There is something at ${file} already; nothing is overwritten.` },
      });
    } finally {
      rmSync(file, { force: true });
    }
  });
});

test('without a hub each of them says so', async () => {
  const cli = new Cli();
  for (const args of [['settings'], ['settings', 'get', 'appearance.theme'], ['storage'], ['export', 'file']]) {
    const ran = await cli.run(args);
    expect(ran.code, args.join(' ')).toBe(3);
    expect(ran.stderr).toContain('No hub is running');
  }
  expect(existsSync('file')).toBe(false);
  await cli.close();
});

test('a hub listens where the settings say when its start names nothing else', async () => {
  const cli = new Cli();
  await cli.start();
  const { url } = await cli.json('status');
  const port = new URL(String(url)).port;
  await cli.run(['settings', 'set', 'network.port', port]);
  await cli.run(['stop']);
  const hub = await cli.startWith();
  expect(hub.stdout).toContain(`runs on http://127.0.0.1:${port}`);
  await cli.close();
});

test('the doctor reads the settings without changing them, and looks at the port that they name', async () => {
  const cli = new Cli();
  const file = join(cli.dataDir, 'settings.json');
  const finding = async (check: string): Promise<unknown> => {
    const { findings } = await cli.json('doctor');
    return (findings as Array<{ check: string }>).find((each) => each.check === check);
  };
  expect(await finding('settings')).toMatchObject({ level: 'note', text: 'Every setting has its default.' });
  await occupied(async (port) => {
    writeFileSync(file, JSON.stringify({ network: { port } }), { mode: 0o600 });
    expect(await finding('settings')).toMatchObject({ level: 'ok' });
    expect(await finding('port')).toMatchObject({ text: `Port ${port} is taken by another program.` });
  });
  writeFileSync(file, '{"appearance":{"theme":"pink"}}');
  const doctor = await cli.run(['doctor']);
  expect(doctor.stdout).toContain('will have their defaults: appearance.theme.');
  writeFileSync(file, 'theme: dark');
  expect((await cli.run(['doctor'])).stdout).toContain(`${file} cannot be read: it is not JSON.`);
  expect(readFileSync(file, 'utf8')).toBe('theme: dark');
  await cli.close();
});

async function occupied(body: (port: number) => Promise<void>): Promise<void> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  await body((server.address() as AddressInfo).port);
  await new Promise((resolve) => server.close(resolve));
}
