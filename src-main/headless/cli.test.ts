import { chmodSync, chownSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { DEFAULT_PORT } from '../hub/config.ts';
import { openSqlite } from '../hub/host/sqlite.ts';
import { keeperPids, newDataDir } from '../hub/testing/test-hub.ts';
import { Cli } from './testing/cli.ts';

describe('with a hub', () => {
  const cli = new Cli();
  beforeAll(async () => {
    await cli.start();
  });
  afterAll(() => cli.close());

  test('status has the six numbers and names that scripts rely on', async () => {
    const status = await cli.json('status');
    expect(status).toMatchObject({ version: '0.1.0', clients: 1 });
    for (const name of ['pid', 'terminals', 'clients', 'keepers']) expect(status[name], name).toBeTypeOf('number');
    expect(status['url']).toMatch(/^http:\/\/127\.0\.0\.1:\d+/);
  });

  test('nothing that a program or a name contains acts on the terminal it is printed to', async () => {
    const paint = '\\033[?1049h\\033[?1000;1006h\\033[?2004h\\033[3 q\\033=\\033]0;t\\302\\233itle\\007\\033[31mred';
    const wild = 'wild\x1b]52;c;aGk=\x07\u009b5n';
    const { id } = await cli.json('new', '--name', wild, '--', 'bash', '-c', `printf '${paint}'; exec cat`);
    let picture = '';
    while (!picture.includes('red')) picture = (await cli.run(['read', String(id), '--ansi'])).stdout;
    // biome-ignore lint/suspicious/noControlCharactersInRegex: taking these out is the point
    const colours = /\x1b(?:\[[\d;]*[mHC]|[78])/g;
    expect(picture).toContain('31m');
    expect(picture.replace(colours, '')).not.toMatch(/[^\P{Cc}\r\n]/u);
    for (const args of [['ls'], ['ls', '--json'], ['status'], ['kill', wild], ['new', '--cwd', `/no${wild}`]]) {
      const { stdout, stderr } = await cli.run(args);
      expect(stdout + stderr, args.join(' ')).not.toMatch(/[^\P{Cc}\n]/u);
    }
  });

  test('a terminal is started, typed into, read, renamed, killed and forgotten', async () => {
    const { id } = await cli.json('new', '--name', 'work', '--', 'bash', '--norc', '-i');
    expect(id).toMatch(/^t_/);
    expect((await cli.run(['send', 'work', '--enter', 'echo', 'six=$((2*3))'])).code).toBe(0);
    let screen = '';
    while (!screen.includes('six=6')) screen = (await cli.run(['read', 'work', '--screen'])).stdout;
    expect((await cli.json('read', String(id)))['lines']).toContain('six=6');
    expect((await cli.run(['read', 'work', '--ansi'])).stdout).toContain('six=6');
    expect((await cli.run(['rename', 'work', 'play'])).code).toBe(0);
    expect((await cli.run(['ls'])).stdout).toContain('play');
    expect((await cli.run(['ls', '-q'])).stdout.split('\n')).toContain(id);
    const refused = await cli.run(['rm', 'play']);
    expect(refused).toMatchObject({ code: 1 });
    expect(refused.stderr).toContain(`homeport kill ${id}`);
    expect((await cli.run(['kill', 'play', '--signal', 'KILL'])).code).toBe(0);
    let state = '';
    while (!state.includes('ended (SIGKILL)')) state = (await cli.run(['ls'])).stdout;
    expect((await cli.run(['rm', String(id)])).code).toBe(0);
    expect((await cli.run(['ls', '-q'])).stdout).not.toContain(id);
  });

  test('stdin goes in as it is, also when it is long and not ASCII', async () => {
    const file = join(cli.dataDir, 'typed');
    const { id } = await cli.json(
      'new',
      '--',
      'sh',
      '-c',
      `stty raw -echo; echo ready; head -c 120000 > '${file}'; echo done; sleep 60`,
    );
    let screen = '';
    while (!screen.includes('ready')) screen = (await cli.run(['read', String(id)])).stdout;
    const text = '€uro\n'.repeat(20_000).slice(0, 120_000);
    const sent = await cli.run(['send', String(id), '-'], Buffer.from(text).subarray(0, 120_000).toString());
    expect(sent).toMatchObject({ code: 0 });
    while (!screen.includes('done')) screen = (await cli.run(['read', String(id)])).stdout;
    expect(readFileSync(file).equals(Buffer.from(text).subarray(0, 120_000))).toBe(true);
  });

  test('history is what has scrolled off', async () => {
    const { id } = await cli.json('new', '--', 'sh', '-c', 'seq 1 100; echo end; sleep 60');
    let screen = '';
    while (!screen.includes('end')) screen = (await cli.run(['read', String(id)])).stdout;
    const { stdout } = await cli.run(['read', String(id), '--history', '5']);
    expect(stdout.trim().split('\n')).toHaveLength(5);
  });

  test('a terminal that is not there, or not the only one, is said in a sentence', async () => {
    const missing = await cli.run(['read', 'nonsense']);
    expect(missing).toMatchObject({ code: 1, stdout: '' });
    expect(missing.stderr).toBe('homeport: There is no terminal "nonsense". `homeport ls` lists those that exist.\n');
    const ambiguous = await cli.run(['read', 't_', '--json']);
    expect(ambiguous.code).toBe(1);
    expect(JSON.parse(ambiguous.stderr)).toMatchObject({ error: { name: 'ambiguous' } });
  });

  test('a program that cannot be started is an error, not a dead terminal', async () => {
    const { code, stderr } = await cli.run(['new', '--json', '--', '/no/such/program']);
    expect(code).toBe(1);
    expect(JSON.parse(stderr)).toMatchObject({ error: { name: 'startFailed' } });
    const gone = await cli.run(['new', '--json', '--cwd', '/no/such/directory']);
    expect(JSON.parse(gone.stderr)).toMatchObject({ error: { name: 'directoryMissing' } });
  });

  test('attach without a terminal says what to use instead', async () => {
    const { code, stderr } = await cli.run(['attach', 'x']);
    expect(code).toBe(1);
    expect(stderr).toContain('homeport send');
  });

  test('a fresh link is one that the hub gives out, and the doctor is content', async () => {
    expect((await cli.json('link'))['url']).toMatch(/#link=[\w-]+$/);
    const { code, stdout } = await cli.run(['doctor']);
    expect(stdout).not.toContain('PROBLEM');
    expect(code).toBe(0);
  });

  test('a second start finds the first, prints a fresh link, and is quick', async () => {
    const began = performance.now();
    const { code, stdout } = await cli.run(['start']);
    expect(code).toBe(0);
    expect(performance.now() - began).toBeLessThan(2_000);
    expect(stdout).toMatch(/running already/);
    expect(stdout).toMatch(/#link=/);
    expect(await cli.json('start')).toMatchObject({ already: true });
  });
});

describe('without one', () => {
  const open: Cli[] = [];
  const fresh = (): Cli => {
    const cli = new Cli();
    open.push(cli);
    return cli;
  };
  afterEach(async () => {
    for (const cli of open.splice(0)) await cli.close();
  });

  test('every command says how to start the hub and ends with 3', async () => {
    const cli = fresh();
    for (const args of [['status'], ['ls'], ['new'], ['read', 'x'], ['stop'], ['link']]) {
      const { code, stderr, stdout } = await cli.run(args);
      expect({ code, stdout }).toEqual({ code: 3, stdout: '' });
      expect(stderr).toContain('npm start');
    }
    const { stderr } = await cli.run(['status', '--json']);
    expect(JSON.parse(stderr)).toMatchObject({ error: { name: 'notRunning' } });
  });

  test('a wrong command line ends with 2', async () => {
    const cli = fresh();
    for (const args of [
      ['nonsense'],
      ['ls', '--nonsense'],
      ['start', '--port', 'x'],
      ['kill'],
      ['read', 'x', '--history', '0'],
    ])
      expect((await cli.run(args)).code, args.join(' ')).toBe(2);
    const { stderr } = await cli.run(['ls', '--nonsense', '--json']);
    expect(JSON.parse(stderr)).toMatchObject({ error: { name: 'usage' } });
    expect((await cli.run(['--version'])).stdout).toBe('0.1.0\n');
  });

  test('hub.json is private, atomic and gone after a stop, which says what goes on', async () => {
    const cli = fresh();
    const hub = await cli.start();
    const file = join(cli.dataDir, 'hub.json');
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({ pid: hub.child.pid, version: '0.1.0' });
    await cli.json('new', '--', 'sleep', '300');
    const { code, stdout } = await hub.kill('SIGINT');
    expect(code).toBe(0);
    expect(stdout).toContain('1 terminal goes on');
    expect(() => statSync(file)).toThrow('ENOENT');
    await cli.start();
    expect((await cli.json('status'))['terminals']).toBe(1);
    const stopped = await cli.run(['stop', '--end-terminals']);
    expect(stopped.stdout).toBe('The hub has stopped.\n');
    expect((await cli.run(['status'])).code).toBe(3);
  });

  test('a terminal whose keeper does not answer is not said to be ended', async () => {
    const cli = fresh();
    const hub = await cli.start();
    await cli.json('new', '--', 'sleep', '300');
    await hub.stop();
    const [keeper = 0] = await keeperPids(cli.dataDir);
    process.kill(keeper, 'SIGSTOP');
    await cli.start();
    const { stdout } = await cli.run(['stop', '--end-terminals']);
    expect(stdout).toContain('1 terminal could not be ended');
    expect(await keeperPids(cli.dataDir)).toEqual([keeper]);
  });

  test('a hub that was killed is not taken for running; the next start finds its terminals', async () => {
    const cli = fresh();
    const hub = await cli.start();
    const { id } = await cli.json('new', '--', 'sleep', '300');
    await hub.kill('SIGKILL');
    expect((await cli.run(['ls'])).code).toBe(3);
    const doctor = await cli.run(['doctor']);
    expect(doctor.stdout).toContain('gone without having said so');
    await cli.start();
    expect((await cli.run(['ls', '-q'])).stdout.trim()).toBe(id);
  });

  test('two starts at once: one hub, the other finds it', async () => {
    const cli = fresh();
    const [one, other] = [cli.start('--json'), cli.start('--json')];
    const hubs = await Promise.all([one, other]);
    const told = hubs.map((hub) => JSON.parse(hub.stdout) as { already: boolean; url: string });
    expect(told.map((each) => each.already).sort()).toEqual([false, true]);
    expect(told[0]?.url).toBe(told[1]?.url);
  });

  test('a port that is taken, an address beyond loopback, a directory that cannot be used: in words', async () => {
    const cli = fresh();
    const squatter = createServer();
    await new Promise<void>((resolve) => squatter.listen(0, '127.0.0.1', resolve));
    const address = squatter.address();
    const port = typeof address === 'object' ? String(address?.port) : '';
    const taken = await cli.run(['start', '--port', port]);
    squatter.close();
    expect(taken.code).toBe(1);
    expect(taken.stderr).toContain(`Port ${port} is taken`);
    const beyond = await cli.run(['start', '--host', '0.0.0.0']);
    expect(beyond.code).toBe(1);
    expect(beyond.stderr).toContain('this machine alone');
    writeFileSync(join(cli.dataDir, 'file'), '');
    const unusable = await cli.run(['start', '--data-dir', join(cli.dataDir, 'file')]);
    expect(unusable.code).toBe(1);
    expect(unusable.stderr).toContain('choose another with --data-dir');
  });

  test('when the usual port is taken the next free one is, and that is said', async () => {
    const cli = fresh();
    const squatter = createServer();
    await new Promise<void>((resolve) => {
      // Somebody else having it serves as well.
      squatter.once('error', () => resolve());
      squatter.listen(DEFAULT_PORT, '127.0.0.1', resolve);
    });
    const hub = await cli.startWith();
    expect(hub.stdout).toContain(`Port ${DEFAULT_PORT} is taken`);
    expect((await cli.json('status'))['url']).not.toContain(`:${DEFAULT_PORT}`);
    squatter.close();
  });

  test('the doctor works without a hub and says what to do about what it finds', async () => {
    const cli = fresh();
    const hub = await cli.start();
    await hub.stop();
    expect((await cli.json('doctor'))['ok']).toBe(true);
    chmodSync(cli.dataDir, 0o755);
    chmodSync(join(cli.dataDir, 'local-device.json'), 0o644);
    writeFileSync(join(cli.dataDir, 'events.db'), 'this is no database, but it is long enough to look at');
    mkdirSync(join(cli.dataDir, 'keepers'), { recursive: true });
    writeFileSync(join(cli.dataDir, 'keepers/k_broken.json'), '{', { mode: 0o600 });
    const { code, stdout } = await cli.run(['doctor', '--json']);
    const { findings } = JSON.parse(stdout) as { findings: Array<{ check: string; level: string; advice?: string }> };
    const problems = findings.filter((each) => each.level === 'problem');
    expect(problems.map((each) => each.check)).toEqual(['dataDir', 'modes', 'database', 'keepers']);
    for (const each of problems) expect(each.advice).toBeTruthy();
    expect(code).toBe(1);
    const nowhere = await cli.run(['doctor', '--data-dir', join(newDataDir(), 'none')]);
    expect(nowhere.code).toBe(0);
  });

  test('the doctor sees that somebody has rewritten who did what, or that the files are of a newer version', async () => {
    const cli = fresh();
    const hub = await cli.start();
    await cli.json('new', '--', 'true');
    await hub.stop();
    expect((await cli.run(['doctor'])).stdout).toContain('as it was written');
    const database = openSqlite(join(cli.dataDir, 'authority.db'));
    database.exec("DROP TRIGGER audit_is_never_changed; UPDATE audit SET verdict = 'forbidden' WHERE verdict = 'ok'");
    database.close();
    const { code, stdout } = await cli.run(['doctor']);
    expect(code).toBe(1);
    expect(stdout).toMatch(/changed from outside: entry \d+ is not/);
    const newer = openSqlite(join(cli.dataDir, 'events.db'));
    newer.exec('PRAGMA user_version = 99');
    newer.close();
    expect((await cli.run(['doctor'])).stdout).toContain('events.db was written by a newer Homeport');
  });
});

test.runIf(process.getuid?.() === 0)(
  'even root keeps nothing in a directory that belongs to somebody else',
  async () => {
    const cli = new Cli();
    chownSync(cli.dataDir, 65534, 65534);
    const { code, stderr } = await cli.run(['start', '--port', '0']);
    expect(code).toBe(1);
    expect(stderr).toContain('belongs to another user');
    expect(readdirSync(cli.dataDir)).toEqual([]);
    await cli.close();
  },
);
