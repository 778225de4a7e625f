import { writeSync } from 'node:fs';
import type { Clock } from '../../src-shared/base/clock.ts';
import type { Disposable } from '../../src-shared/base/disposable.ts';

/** How long to wait for a program that does not read, growing while it goes on not reading. */
const RETRY_MS = [1, 2, 5, 10, 20, 50] as const;

/**
 * Writes to a non-blocking descriptor in this call: a thread pool, which Node's own way takes, would cost a key 50 to
 * 100 µs. What the kernel does not take waits here.
 */
export class PtyWriter implements Disposable {
  private readonly fd: number;
  private readonly clock: Clock;
  private queue: Uint8Array[] = [];
  private waiting = 0;
  private tries = 0;
  private timer: Disposable | undefined;
  private isDisposed = false;

  constructor(fd: number, clock: Clock) {
    this.fd = fd;
    this.clock = clock;
  }

  get unwritten(): number {
    return this.waiting;
  }

  write(bytes: Uint8Array): void {
    if (this.isDisposed || bytes.length === 0) return;
    this.queue.push(bytes);
    this.waiting += bytes.length;
    if (this.timer === undefined) this.drain();
  }

  dispose(): void {
    this.isDisposed = true;
    this.timer?.dispose();
    this.queue = [];
    this.waiting = 0;
  }

  private drain(): void {
    this.timer = undefined;
    while (this.queue[0] !== undefined) {
      const bytes = this.queue[0];
      const written = this.tryWrite(bytes);
      if (written > 0) this.tries = 0;
      this.waiting -= written;
      if (written === bytes.length) {
        this.queue.shift();
      } else {
        this.queue[0] = bytes.subarray(written);
        if (written === 0) break;
      }
    }
    if (this.queue.length > 0) this.later();
  }

  private later(): void {
    const ms = RETRY_MS[Math.min(this.tries++, RETRY_MS.length - 1)] ?? 1;
    this.timer = this.clock.after(ms, () => this.drain());
  }

  private tryWrite(bytes: Uint8Array): number {
    try {
      return writeSync(this.fd, bytes);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === 'EAGAIN' || code === 'EINTR') return 0;
      // EIO and EBADF: nobody has the other side any more. The exit tells the hub; what was typed goes nowhere.
      this.dispose();
      return bytes.length;
    }
  }
}
