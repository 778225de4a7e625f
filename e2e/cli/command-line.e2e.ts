import { readdirSync, statSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { keeperPids } from '../../src-main/hub/testing/test-hub.ts';
import { User } from './user.ts';

/** An expectation that may take a while: the machine under a test can be slow, the product must only be right. */
const eventually: typeof expect.poll = (read, options) =>
  expect.poll(read, { timeout: 15_000, interval: 50, ...options });

let user: User;
beforeEach(() => {
  user = new User();
});
afterEach(() => user.leave());

describe('the built command line on Node', () => {
  test('in an empty home: before a hub, with one, and after it; nothing is written but its own directory', async () => {
    const before = await user.run('homeport ls');
    expect(before).toMatchObject({ code: 3, stdout: '' });
    expect(before.stderr).toContain('npm start');
    expect(readdirSync(user.home)).toEqual([]);

    const hub = await user.start();
    expect(hub.screen).toMatch(/http:\/\/127\.0\.0\.1:\d+\/#link=/);
    expect(await user.json('homeport status --json')).toMatchObject({ terminals: 0, keepers: 0 });
    expect(statSync(user.dataDir).mode & 0o777).toBe(0o700);
    expect(readdirSync(user.home)).toEqual(['.local']);

    expect(await user.run('homeport stop')).toEqual({ code: 0, stdout: 'The hub has stopped.\n', stderr: '' });
    await hub.shows('The hub has stopped.');
    hub.type('echo ended with $?\r');
    await hub.shows('ended with 0');
    expect((await user.run('homeport status')).code).toBe(3);
  });

  test('a second start finds the first, gives a fresh link and ends well', async () => {
    await user.start();
    const again = await user.run('homeport start');
    expect(again).toMatchObject({ code: 0, stderr: '' });
    expect(again.stdout).toContain('it was running already');
    const links = new Set([await user.json('homeport start --json'), await user.json('homeport link --json')]);
    for (const each of links) expect(JSON.stringify(each)).toMatch(/#link=[\w-]+/);
  });

  test('commands stand in pipes: no colour, JSON for programs, and a reader that leaves early is no error', async () => {
    await user.start();
    const made = await user.run('homeport new --name work -- bash --norc | cat');
    expect(made.stdout).toMatch(/^t_\w+\n$/);
    const typed = await user.run("echo 'echo piped-$((6*7))' | homeport send work -");
    expect(typed).toEqual({ code: 0, stdout: '', stderr: '' });
    await eventually(async () => (await user.run('homeport read work | cat')).stdout).toContain('piped-42');
    const ids = await user.run(
      'homeport ls --json | node -p \'JSON.parse(require("fs").readFileSync(0, "utf8")).terminals.map((each) => each.name)\'',
    );
    expect(ids.stdout).toContain('work');
    // biome-ignore lint/suspicious/noControlCharactersInRegex: escape sequences are what must not be there
    expect((await user.run('homeport ls; homeport status')).stdout).not.toMatch(/\x1b/);
    await user.run("homeport new --name much -- bash -c 'seq 1 5000; exec cat'");
    await eventually(async () => (await user.run('homeport read much')).stdout).toContain('5000');
    const early = await user.run('set +o pipefail; homeport read much --history 4000 | head -1');
    expect(early).toMatchObject({ code: 0, stderr: '' });
  });

  test('exit codes tell a script what to do: 0 done, 1 refused, 2 typed wrongly, 3 no hub', async () => {
    expect((await user.run('homeport ls')).code).toBe(3);
    await user.start();
    expect((await user.run('homeport ls')).code).toBe(0);
    expect((await user.run('homeport read nothing')).code).toBe(1);
    expect((await user.run('homeport read')).code).toBe(2);
    expect((await user.run('homeport nonsense')).code).toBe(2);
    const refused = await user.run('homeport kill nothing --json');
    expect(refused).toMatchObject({ code: 1, stdout: '' });
    expect(JSON.parse(refused.stderr)).toMatchObject({ error: { message: expect.any(String) } });
  });

  test('bash completes commands, and the ids of terminals that are there', async () => {
    await user.start();
    const { id } = await user.json('homeport new --json -- sleep 300');
    const window = user.open();
    window.type('source <(homeport completion bash); echo read-$((6*7))\r');
    await window.shows('read-42');
    window.type('homeport stat\t');
    await window.shows(/homeport status $/m);
    window.type('\x15homeport attach t_\t');
    await window.shows(new RegExp(`homeport attach ${String(id)}`));
  });

  test('attach uses a terminal from another window; its detach key leaves the program running', async () => {
    await user.start();
    const { id } = await user.json(
      "homeport new --json --name shared -- bash --norc -c 'PS1=inside: exec bash --norc'",
    );
    const window = user.open();
    window.type('homeport attach shared\r');
    await window.shows('inside:');
    window.type('echo from-$((6*7))\r');
    await window.shows('from-42');
    window.type('\x1c');
    await window.shows(/detached/i);
    window.type('echo ended with $?\r');
    await window.shows('ended with 0');
    expect((await user.run(`homeport read ${String(id)}`)).stdout).toContain('from-42');
  });

  test.each(['INT', 'TERM', 'HUP'])(
    'SIG%s stops the hub in good order; its terminals go on for the next',
    async (signal) => {
      const hub = await user.start();
      const { id } = await user.json('homeport new --json -- sleep 300');
      const { pid } = await user.json('homeport status --json');
      await user.run(`kill -${signal} ${String(pid)}`);
      await hub.shows('1 terminal goes on');
      expect((await user.run('homeport ls')).code).toBe(3);
      await user.start();
      expect((await user.run('homeport ls -q')).stdout.trim()).toBe(id);
    },
  );

  test('a window that is closed on its hub takes the hub along, not the terminals', async () => {
    const hub = await user.start();
    const { id } = await user.json('homeport new --json -- sleep 300');
    hub.pty.kill('SIGHUP');
    await eventually(async () => (await user.run('homeport ls')).code).toBe(3);
    expect(await keeperPids(user.dataDir)).toHaveLength(1);
    await user.start();
    expect((await user.run('homeport ls -q')).stdout.trim()).toBe(id);
  });

  test('stop --end-terminals ends what runs in them', async () => {
    await user.start();
    await user.run("homeport new -- bash -c 'echo $$ > pid; exec sleep 300'");
    await eventually(async () => (await user.run('kill -0 "$(cat pid)"')).code).toBe(0);
    expect((await user.run('homeport stop --end-terminals')).stdout).toBe('The hub has stopped.\n');
    // Until its parent has looked after it, a program that has ended can still be asked for.
    await eventually(async () => (await user.run('ps -o stat= -p "$(cat pid)" | grep -v Z')).code).toBe(1);
  });
});
