import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { installed } from '../testing/installed.ts';
import { TerminalViewer } from '../testing/terminal-viewer.ts';
import { startTestHub, type TestHub } from '../testing/test-hub.ts';
import { programOf } from './shell-integration.ts';

/** Shells write their history when they are hung up, which is after the home directory is gone. */
const QUIET = { HISTFILE: '/dev/null', fish_history: '' };

let hub: TestHub;
let home: string;
beforeAll(async () => {
  hub = await startTestHub();
});
afterAll(() => hub.close());
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'hp-home-'));
});
// A shell that is just being hung up may still write there.
afterEach(() => rmSync(home, { recursive: true, force: true, maxRetries: 20, retryDelay: 50 }));

function put(name: string, text: string): void {
  mkdirSync(join(home, name, '..'), { recursive: true });
  writeFileSync(join(home, name), `${text}\n`);
}

async function shell(file: string, env: Record<string, string> = {}): Promise<TerminalViewer> {
  const client = await hub.client();
  const viewer = await TerminalViewer.start(client, {
    command: { file, args: [] },
    env: { ...QUIET, HOME: home, ...env },
  });
  // From the first byte: a screen would stand for marks that have been printed already.
  await viewer.attach({ from: 0 });
  await viewer.info(({ run }) => run.kind === 'prompt');
  return viewer;
}

/** Types a line and waits until the shell has said in bytes, and the hub in facts, that it ended with this code. */
async function run(viewer: TerminalViewer, line: string, code = 0): Promise<void> {
  const before = count(viewer, '\x1b]133;D');
  await viewer.type(`${line}\r`);
  await expect.poll(() => count(viewer, '\x1b]133;D'), { timeout: 10_000 }).toBeGreaterThan(before);
  await viewer.info((info) => info.run.kind === 'prompt' && info.run.lastExitCode === code);
}

/** How often a mark stands in the output; a double injection would show here. */
function count(viewer: TerminalViewer, mark: string): number {
  return viewer.text.split(mark).length - 1;
}

test('bash reads the login files in their order, and the user keeps PS1, PROMPT_COMMAND and $?', async () => {
  if (!installed('bash')) return;
  put('.bash_profile', 'order="$order profile"; . ~/.bashrc; order="$order end"');
  put('.bash_login', 'order="$order WRONG"');
  put('.profile', 'order="$order WRONG"');
  put('.bashrc', `order="$order rc"; PS1='mine> '; PROMPT_COMMAND='echo "code=$?"'`);
  const viewer = await shell('bash');
  await run(viewer, '(exit 3)', 3);
  expect(viewer.text).toContain('code=3');
  expect(viewer.text).toContain('mine> ');
  await run(viewer, 'echo "order:$order"');
  expect(viewer.text).toContain('order: profile rc end\r\n');
  // An empty line runs nothing, so nothing ends.
  const ended = count(viewer, '\x1b]133;D');
  await viewer.type('\r');
  await expect.poll(() => count(viewer, 'mine> ')).toBe(4);
  expect(count(viewer, '\x1b]133;D')).toBe(ended);
  // A shell in the shell is the user's own and plain.
  await viewer.type('bash --norc\r');
  await viewer.type('set | grep -c ^__hp_; echo inner\r');
  await viewer.shows('0\r\ninner');
});

test('bash works with PROMPT_COMMAND as an array, with a prompt that is built anew each time, and with unset variables refused', async () => {
  if (!installed('bash')) return;
  put('.profile', `set -u; build() { PS1="new$((++n))> "; }; n=0; PROMPT_COMMAND=(build 'echo "second=$?"')`);
  const viewer = await shell('bash');
  await run(viewer, 'false', 1);
  await run(viewer, 'true');
  expect(viewer.text).toContain('second=1');
  // The prompt is drawn after the hub has been told that the command ended.
  await viewer.shows('new3> ');
  await expect.poll(() => count(viewer, '\x1b]133;B')).toBe(3);
  expect(viewer.text).not.toContain('unbound');
});

test('a line that bash keeps out of its history is kept out of what we tell', async () => {
  if (!installed('bash')) return;
  put('.profile', 'HISTCONTROL=ignorespace');
  const viewer = await shell('bash');
  await run(viewer, ' echo pass$((600+66))');
  await run(viewer, 'echo "ümläut; 100%" | cat');
  expect(viewer.text).toContain('pass666');
  expect(viewer.text).toContain('\x1b]133;C\x07');
  expect(viewer.text).toContain('cmdline_url=echo%20%22%C3%BCml%C3%A4ut%3B%20100%25%22%20%7C%20cat\x07');
});

test('zsh reads the files of the home directory, and of ZDOTDIR where the user has one', async () => {
  if (!installed('zsh')) return;
  const log = 'order="$order ';
  for (const dir of ['', 'dots/']) {
    put(`${dir}.zshenv`, `${log}${dir}env"`);
    put(`${dir}.zprofile`, `${log}${dir}profile"`);
    put(`${dir}.zshrc`, `${log}${dir}rc"; PS1='mine> '; precmd() { echo "code=$?" }`);
    put(`${dir}.zlogin`, `${log}${dir}login"`);
  }
  const plain = await shell('zsh');
  await run(plain, '(exit 3)', 3);
  expect(plain.text).toContain('code=3');
  await run(plain, 'echo "order:$order dot:$+ZDOTDIR$+HOMEPORT_ZDOTDIR"');
  expect(plain.text).toContain('order: env profile rc login dot:00\r\n');
  expect(count(plain, '\x1b]133;A')).toBe(count(plain, '\x1b]133;B'));
  const dots = await shell('zsh', { ZDOTDIR: join(home, 'dots') });
  await run(dots, 'echo "order:$order dot:$ZDOTDIR"');
  expect(dots.text).toContain(`order: dots/env dots/profile dots/rc dots/login dot:${home}/dots\r\n`);
});

test("fish keeps the user's prompt and its $status", async () => {
  if (!installed('fish')) return;
  put('.config/fish/config.fish', 'function fish_prompt; echo -n "code=$status mine> "; end');
  const viewer = await shell('fish');
  await run(viewer, 'sh -c "exit 3"', 3);
  await viewer.shows('code=3 mine> ');
  await run(viewer, 'cd /usr/share');
  await viewer.info(({ cwd }) => cwd === '/usr/share');
});

test("the user's own files are not touched", async () => {
  put('.bashrc', '# mine');
  const before = readdirSync(home);
  const viewer = await shell('bash');
  await run(viewer, 'true');
  expect(readdirSync(home)).toEqual(before);
});

test('a program with arguments is started as it is; a shell without integration becomes a login shell', () => {
  const started = (file: string, args: string[]) => ({
    name: '',
    command: null,
    cwd: '/',
    env: {},
    shown: { file, args },
  });
  const shells = { env: { HOME: '/home/ada', TERM: 'dumb' } };
  expect(programOf(started('bash', ['-c', 'ls']), shells, '/scripts', '1').args).toEqual(['-c', 'ls']);
  expect(programOf(started('/bin/dash', []), shells, '/scripts', '1').args).toEqual(['-l']);
  expect(programOf(started('htop', []), shells, '/scripts', '1').args).toEqual([]);
  expect(programOf(started('/bin/fish', []), shells, "/it's", '1').args.at(-1)).toBe(
    "source '/it\\'s/fish/homeport.fish'",
  );
  expect(programOf(started('htop', []), shells, '/scripts', '1').env).toMatchObject({
    TERM: 'xterm-256color',
    COLORTERM: 'truecolor',
    TERM_PROGRAM: 'homeport',
  });
});
