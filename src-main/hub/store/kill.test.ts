import fc from 'fast-check';
import { expect, test } from 'vitest';
import { sleep } from '../../../src-shared/base/clock.ts';
import { fuzzRuns, fuzzTimeout } from '../../../src-shared/base/testing/fuzz.ts';
import { systemClock } from '../host/system-clock.ts';
import { StoreProcess } from '../testing/store-process.ts';
import { openTestStore, temporaryDirectory } from '../testing/test-store.ts';

test('I15, I16: a hub that is killed at any moment loses nothing it has acknowledged, and its files open', {
  timeout: fuzzTimeout(60_000),
}, async () => {
  const directory = temporaryDirectory();
  const moments = fc.integer({ min: 0, max: 250 });
  try {
    let orderly: string | undefined;
    await fc.assert(
      fc.asyncProperty(moments, async (ms) => {
        const child = new StoreProcess(directory.path);
        await child.until('something is acknowledged', () => child.events > 0 && child.audit > 0);
        await sleep(systemClock, ms);
        await child.kill();
        expect(child.said.filter((line) => line.startsWith('raised'))).toEqual([]);
        if (orderly !== undefined) expect(child.log).toBe(orderly);

        const store = openTestStore(directory.path);
        const channel = store.events.channel('terminal', () => ({ seq: last, text: String(last) }));
        const { actions, state } = channel.stored;
        const last = Math.max(actions.at(-1)?.seq ?? 0, state?.seq ?? 0);
        expect(store.troubles.list()).toEqual([]);
        expect(last).toBeGreaterThanOrEqual(child.events);
        for (const { seq, action } of actions) expect(JSON.parse(action)).toEqual({ type: 'counted', n: seq });
        expect(store.authority.audit.verify()).toBe(undefined);
        expect(store.authority.audit.read(child.audit - 1, 1)).toHaveLength(1);
        // What was told to clients and not written is no longer anybody's cursor.
        expect(channel.log).not.toBe(child.log);
        orderly = channel.log;
        store.close();
      }),
      { ...fuzzRuns(6, 500), endOnFailure: true },
    );
  } finally {
    directory.dispose();
  }
});
