import { readSync } from 'node:fs';

/** A read that gave this much had more behind it; the kernel gives 4 KiB of a PTY at most. */
const BUSY_READ = 2048;
/** Read for one terminal before others have their turn: some 0.2 ms. */
const AT_ONCE = 32 * 1024;

/** Shared by all terminals, since it is used within one call only. */
const buffer = new Uint8Array(AT_ONCE);

/**
 * What a non-blocking descriptor has behind a chunk that came from it by the event loop. Node reads a PTY once a turn, so
 * a flood would cost a turn for every 4 KiB; reading on here makes it half as fast again and more.
 */
export function readBehind(fd: number, chunk: Uint8Array): Uint8Array | undefined {
  if (chunk.length < BUSY_READ) return undefined;
  let length = 0;
  try {
    for (let last = BUSY_READ; last >= BUSY_READ && length + 4096 <= AT_ONCE; length += last)
      last = readSync(fd, buffer, length, AT_ONCE - length, null);
  } catch {
    // EAGAIN: that was all. EIO: the end, which the event loop's own read will meet as well.
  }
  return length === 0 ? undefined : buffer.slice(0, length);
}
