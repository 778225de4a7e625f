import xterm from '@xterm/headless';
import { type IPty, spawn } from 'node-pty';
import { until } from '../../hub/testing/until.ts';
import { type Cli, MAIN } from './cli.ts';

/**
 * The user's own terminal with a command in it: a real PTY, and an emulator behind it that answers queries as any
 * terminal does.
 */
export class OuterPty {
  readonly pty: IPty;
  readonly emulator: xterm.Terminal;
  readonly exit: Promise<number>;
  /** Everything that was written to the terminal. */
  written = '';

  constructor(cli: Cli, args: readonly string[], cols = 80, rows = 24) {
    this.pty = spawn(process.execPath, [MAIN, ...args], { cols, rows, env: { ...cli.env, TERM: 'xterm-256color' } });
    this.emulator = new xterm.Terminal({ cols, rows, allowProposedApi: true, scrollback: 1000 });
    this.emulator.onData((reply) => this.pty.write(reply));
    this.pty.onData((data) => {
      this.written += data;
      this.emulator.write(data);
    });
    this.exit = new Promise((resolve) => this.pty.onExit(({ exitCode }) => resolve(exitCode)));
  }

  resize(cols: number, rows: number): void {
    this.emulator.resize(cols, rows);
    this.pty.resize(cols, rows);
  }

  type(text: string): void {
    this.pty.write(text);
  }

  /** The screen as text. */
  get screen(): string {
    const { active } = this.emulator.buffer;
    const lines: string[] = [];
    for (let y = 0; y < this.emulator.rows; y++)
      lines.push(active.getLine(active.baseY + y)?.translateToString(true) ?? '');
    return lines.join('\n');
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
