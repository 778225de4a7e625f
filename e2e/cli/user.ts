import { spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import xterm from '@xterm/headless';
import { type IPty, spawn as spawnPty } from 'node-pty';
import { endKeepers } from '../../src-main/hub/testing/test-hub.ts';
import { until } from '../../src-main/hub/testing/until.ts';

const LAUNCHER = join(import.meta.dirname, '../../scripts/homeport.mjs');

/** What a line of shell left behind. */
export interface Ran {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Somebody with an empty home directory and the built `homeport` on PATH, who types lines into bash. */
export class User {
  readonly home: string;
  private readonly bin: string;
  private readonly terminals: UserTerminal[] = [];

  constructor() {
    // Short, since a unix socket's path has room for a hundred letters.
    this.home = mkdtempSync(join(tmpdir(), 'hp-'));
    chmodSync(this.home, 0o700);
    this.bin = mkdtempSync(join(tmpdir(), 'hp-bin-'));
    symlinkSync(LAUNCHER, join(this.bin, 'homeport'));
  }

  /** Where the program keeps everything when nobody says otherwise. */
  get dataDir(): string {
    return join(this.home, '.local/share/homeport');
  }

  get env(): Record<string, string> {
    const path = [this.bin, dirname(process.execPath), '/usr/local/bin', '/usr/bin', '/bin'].join(delimiter);
    // Every login session has a runtime directory; without one GLib makes a directory in the home instead.
    const session = { HOME: this.home, XDG_RUNTIME_DIR: this.bin, PATH: path, LANG: 'C.UTF-8' };
    // The tester's keychain is left alone.
    return { ...session, SHELL: '/bin/bash', PS1: '$ ', HOMEPORT_SECRETS: 'file' };
  }

  /** Runs a line to its end, with pipes, quotes and all. */
  run(line: string): Promise<Ran> {
    const child = spawn('bash', ['--noprofile', '--norc', '-o', 'pipefail', '-c', line], {
      env: this.env,
      cwd: this.home,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const text = { stdout: '', stderr: '' };
    child.stdout.on('data', (chunk: Buffer) => {
      text.stdout += chunk.toString();
    });
    child.stderr.on('data', (chunk: Buffer) => {
      text.stderr += chunk.toString();
    });
    return new Promise((resolve) => child.on('close', (code) => resolve({ code, ...text })));
  }

  /** Runs a line that must succeed and whose output is JSON. */
  async json(line: string): Promise<Record<string, unknown>> {
    const { code, stdout, stderr } = await this.run(line);
    if (code !== 0) throw new Error(`${line} ended with ${code}: ${stderr}`);
    return JSON.parse(stdout) as Record<string, unknown>;
  }

  /** Opens a terminal window with bash in it. */
  open(): UserTerminal {
    const terminal = new UserTerminal(this);
    this.terminals.push(terminal);
    return terminal;
  }

  /** Starts a hub in a terminal window of its own, on a free port, and waits until it says so. */
  async start(): Promise<UserTerminal> {
    const terminal = this.open();
    terminal.type('homeport start --port 0\r');
    await terminal.shows('Ctrl+C stops the hub');
    return terminal;
  }

  /** Stops what was started and removes the home. */
  async leave(): Promise<void> {
    if (existsSync(join(this.dataDir, 'hub.json'))) await this.run('homeport stop --end-terminals');
    for (const terminal of this.terminals) terminal.close();
    if (existsSync(this.dataDir)) await endKeepers(this.dataDir);
    for (const directory of [this.home, this.bin]) rmSync(directory, { recursive: true, force: true });
  }
}

/** A terminal window: a real PTY with an emulator behind it, and an interactive bash in it. */
export class UserTerminal {
  readonly pty: IPty;
  private readonly emulator: xterm.Terminal;

  constructor(user: User) {
    const size = { cols: 120, rows: 50 };
    const env = { ...user.env, TERM: 'xterm-256color' };
    this.pty = spawnPty('bash', ['--noprofile', '--norc', '-i'], { ...size, env, cwd: user.home });
    this.emulator = new xterm.Terminal({ ...size, allowProposedApi: true });
    this.emulator.onData((reply) => this.pty.write(reply));
    this.pty.onData((data) => this.emulator.write(data));
  }

  type(text: string): void {
    this.pty.write(text);
  }

  /** The screen as text. */
  get screen(): string {
    const { active } = this.emulator.buffer;
    const lines = Array.from({ length: this.emulator.rows }, (_, y) => active.getLine(active.baseY + y));
    return lines.map((line) => line?.translateToString(true) ?? '').join('\n');
  }

  async shows(text: string | RegExp): Promise<void> {
    const found = (): boolean => (typeof text === 'string' ? this.screen.includes(text) : text.test(this.screen));
    await until(`the screen shows ${String(text)}`, found).catch((error: unknown) => {
      throw new Error(`${String(error)}; it shows:\n${this.screen}`);
    });
  }

  close(): void {
    this.pty.kill('SIGKILL');
    this.emulator.dispose();
  }
}
