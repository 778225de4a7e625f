import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { sleep } from '../../src-shared/base/clock.ts';
import { systemClock } from './host/system-clock.ts';
import { loneHubs } from './testing/lone-hub.ts';
import { TerminalViewer } from './testing/terminal-viewer.ts';

const start = loneHubs();

/** How often the main thread has gone to sleep so far, which is as often as it was woken. */
function wakes(pid: number): number {
  return Number(/^voluntary_ctxt_switches:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]);
}

test.runIf(process.platform === 'linux')(
  'hub and keeper sleep while nothing happens, also with somebody watching',
  async () => {
    const hub = await start();
    const client = await hub.client();
    const shells = await Promise.all(Array.from({ length: 5 }, () => TerminalViewer.start(client, {})));
    for (const shell of shells) {
      await shell.attach();
      await shell.info(({ run }) => run.kind === 'prompt');
    }
    const pids = [hub.pid, await hub.keeper()];
    const measure = async (ms: number): Promise<number[]> => {
      const before = pids.map(wakes);
      await sleep(systemClock, ms);
      return pids.map((pid, at) => wakes(pid) - (before[at] ?? 0));
    };
    // What they still had to do (facts, records) is done.
    while ((await measure(300)).some((count) => count > 1));
    // A timer of 100 ms would show as thirty each time; all of theirs are of ten seconds and more. What wakes them once,
    // as a machine that writes to its disk does, does so in one of the times.
    const times = [await measure(3_000), await measure(3_000), await measure(3_000)];
    for (const at of pids.keys()) expect(Math.min(...times.map((counts) => counts[at] ?? 0))).toBeLessThan(10);
  },
);
