import type { StdioOptions } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { type Disposable, toDisposable } from '../../src-shared/base/disposable.ts';

/**
 * Descriptors of the pseudo-terminals that this keeper holds open, none of which may reach a program that is started
 * later. It could read and type there, and would keep that terminal from hanging up when the keeper is gone. Node has no
 * means to mark a descriptor close-on-exec, and node-pty does not mark its own.
 */
const masters = new Set<number>();

/** Node and node-pty use this way of starting on Linux alone; macOS closes by itself all that is not handed over. */
const isNeeded = process.platform === 'linux';

export function holdMaster(fd: number): Disposable {
  masters.add(fd);
  return toDisposable(() => masters.delete(fd));
}

/**
 * Runs `fork` while no descriptor below a master is free. node-pty marks them in the child, one number after the other,
 * and without `close_range` it takes the first free one for the end.
 */
export function withoutGaps<T>(fork: () => T): T {
  const fillers: number[] = [];
  try {
    if (isNeeded) fill(fillers, Math.max(0, ...masters));
    return fork();
  } finally {
    for (const filler of fillers) closeSync(filler);
  }
}

/** Runs `spawn` with pipes for a child of Node's own, in which each master's number leads to nowhere. */
export function withPipes<T>(spawn: (stdio: StdioOptions) => T): T {
  const pipes = ['pipe', 'pipe', 'pipe'] as const;
  if (!isNeeded || masters.size === 0) return spawn([...pipes]);
  const nowhere = openSync('/dev/null', 'r');
  try {
    const last = Math.max(...masters);
    const others = Array.from({ length: last - 2 }, (_, at) => (masters.has(at + 3) ? nowhere : 'ignore'));
    return spawn([...pipes, ...others]);
  } finally {
    closeSync(nowhere);
  }
}

/** The system gives out the lowest free number. */
function fill(fillers: number[], below: number): void {
  for (let last = 0; last < below; fillers.push(last)) last = openSync('/dev/null', 'r');
}
