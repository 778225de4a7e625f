import { basename } from 'node:path';
import { type IPty, spawn } from 'node-pty';
import type { Clock } from '../../src-shared/base/clock.ts';
import { readBehind } from './greedy-read.ts';
import { holdMaster, withoutGaps } from './masters.ts';
import { foregroundGroup, processName, signalGroup, signalName } from './process-groups.ts';
import type { Launch, Pty, PtyListener } from './pty.ts';
import { PtyWriter } from './pty-writer.ts';
import type { Size } from './screen-messages.ts';

/** Those that end things reach what runs in the foreground as well, as a hangup of a real terminal does. */
const ENDING = new Set(['SIGHUP', 'SIGTERM', 'SIGKILL', 'SIGINT', 'SIGQUIT']);

/** {@link Pty} by node-pty. */
export class NodePty implements Pty {
  readonly pid: number;
  private readonly pty: IPty;
  private readonly file: string;
  private readonly writer: PtyWriter | undefined;
  private hasEnded = false;
  private isFlowing = true;

  constructor(launch: Launch, size: Size, listener: PtyListener, clock: Clock) {
    this.file = launch.file;
    this.pty = withoutGaps(() =>
      spawn(launch.file, [...launch.args], {
        ...size,
        cwd: launch.cwd,
        env: { ...launch.env },
        name: launch.env['TERM'] ?? 'xterm-256color',
        encoding: null,
      }),
    );
    this.pid = this.pty.pid;
    // On Windows a pseudo-terminal is no descriptor.
    const fd = process.platform === 'win32' ? undefined : (this.pty as unknown as { readonly fd?: number }).fd;
    this.writer = fd === undefined ? undefined : new PtyWriter(fd, clock);
    const master = fd === undefined ? undefined : holdMaster(fd);
    // Without an encoding data are buffers, whatever the type says.
    this.pty.onData((data) => {
      const chunk = data as unknown as Buffer;
      listener.data(chunk);
      const more = fd === undefined || !this.isFlowing ? undefined : readBehind(fd, chunk);
      if (more !== undefined) listener.data(more);
    });
    this.pty.onExit(({ exitCode, signal }) => {
      this.hasEnded = true;
      this.writer?.dispose();
      master?.dispose();
      const wasSignalled = signal !== undefined && signal !== 0;
      listener.ended(wasSignalled ? null : exitCode, wasSignalled ? signalName(signal) : null);
    });
  }

  get unwritten(): number {
    return this.writer?.unwritten ?? 0;
  }

  write(bytes: Uint8Array): void {
    if (this.hasEnded) return;
    if (this.writer === undefined) this.pty.write(Buffer.from(bytes));
    else this.writer.write(bytes);
  }

  resize(size: Size): void {
    if (!this.hasEnded) this.pty.resize(size.cols, size.rows);
  }

  setFlowing(flowing: boolean): void {
    if (this.hasEnded) return;
    this.isFlowing = flowing;
    if (flowing) this.pty.resume();
    else this.pty.pause();
  }

  signal(name: string): void {
    if (this.hasEnded) return;
    if (process.platform === 'win32') this.pty.kill();
    else this.signalGroups(name);
  }

  private signalGroups(name: string): void {
    const foreground = ENDING.has(name) ? foregroundGroup(this.pid) : undefined;
    if (foreground !== undefined && foreground !== this.pid) signalGroup(foreground, name);
    signalGroup(this.pid, name);
  }

  foreground(): string | null {
    if (this.hasEnded) return null;
    if (process.platform === 'linux') {
      const group = foregroundGroup(this.pid);
      return group === undefined || group === this.pid ? null : (processName(group) ?? null);
    }
    const name = this.pty.process;
    return basename(name) === basename(this.file) ? null : name;
  }

  dispose(): void {
    this.writer?.dispose();
    if (!this.hasEnded) this.signal('SIGKILL');
  }
}
