import { readdirSync, readlinkSync } from 'node:fs';

/** What a test may leave behind: nothing. Timers, sockets, child processes and open files of this process, by kind. */
type Resources = ReadonlyMap<string, number>;

const WAIT_MS = 2_000;
const LOOK_EVERY_MS = 5;

function resources(): Resources {
  const counts = new Map<string, number>();
  const add = (kind: string): void => void counts.set(kind, (counts.get(kind) ?? 0) + 1);
  for (const kind of process.getActiveResourcesInfo()) add(kind);
  for (const file of openFiles()) add(file);
  return counts;
}

/** Files that are open now, with their names; only Linux tells. */
function openFiles(): string[] {
  if (process.platform !== 'linux') return [];
  return readdirSync('/proc/self/fd').flatMap((fd) => {
    try {
      const target = readlinkSync(`/proc/self/fd/${fd}`);
      return target.startsWith('/') && !target.startsWith('/dev/') && !target.startsWith('/proc/') ? [target] : [];
    } catch {
      // Closed while we looked, as the descriptor of this very directory always is.
      return [];
    }
  });
}

function more(before: Resources, now: Resources): string[] {
  return [...now].flatMap(([kind, count]) => {
    const extra = count - (before.get(kind) ?? 0);
    return extra > 0 ? [`${extra} × ${kind}`] : [];
  });
}

/**
 * Runs `body` and fails when it leaves something alive that was not there before. What is closing is given a moment.
 */
export async function leavesNothing<T>(body: () => T | Promise<T>, withinMs = WAIT_MS): Promise<T> {
  const before = resources();
  const result = await body();
  const end = performance.now() + withinMs;
  for (;;) {
    // The timer of this very wait counts as one while it runs, so it is looked at after it has fired.
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
    const left = more(before, resources());
    if (left.length === 0) return result;
    if (performance.now() > end) throw new Error(`left alive: ${left.join(', ')}`);
  }
}
