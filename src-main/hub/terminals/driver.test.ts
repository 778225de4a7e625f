import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fuzzRuns } from '../../../src-shared/base/testing/fuzz.ts';
import { type DriverAct, type Driving, drive, nobodyDrives } from './driver.ts';

const small = { cols: 40, rows: 12 };
const large = { cols: 120, rows: 40 };

function after(...acts: DriverAct[]): { driving: Driving; size: { cols: number; rows: number } | null } {
  let driving = nobodyDrives;
  let size = null;
  for (const act of acts) {
    const result = drive(driving, act);
    driving = result.next;
    size = result.size;
  }
  return { driving, size };
}

test('a passive report takes nothing over and resizes nothing', () => {
  const { driving, size } = after({ kind: 'reported', by: 'a', view: small });
  expect(driving.driver).toBeNull();
  expect(size).toBeNull();
});

test('typing takes over with the grid that was reported last', () => {
  const { driving, size } = after(
    { kind: 'reported', by: 'a', view: small },
    { kind: 'reported', by: 'a', view: large },
    { kind: 'typed', by: 'a' },
  );
  expect(driving.driver).toBe('a');
  expect(size).toEqual(large);
});

test("the driver's own window decides, a watcher's does not", () => {
  const mine = after({ kind: 'claimed', by: 'a', view: small }, { kind: 'reported', by: 'a', view: large });
  expect(mine.size).toEqual(large);
  const theirs = after({ kind: 'claimed', by: 'a', view: small }, { kind: 'reported', by: 'b', view: large });
  expect(theirs.size).toBeNull();
  expect(theirs.driving.driver).toBe('a');
});

test('a client without a known grid may type; the size stays', () => {
  expect(after({ kind: 'claimed', by: 'a', view: small }, { kind: 'typed', by: 'b' })).toMatchObject({
    driving: { driver: 'b' },
    size: null,
  });
});

test('leaving and releasing end driving, those of a watcher change nothing', () => {
  const claimed: DriverAct = { kind: 'claimed', by: 'a', view: small };
  expect(after(claimed, { kind: 'left', by: 'a' }).driving).toEqual(nobodyDrives);
  expect(after(claimed, { kind: 'released', by: 'a' }).driving.driver).toBeNull();
  expect(after(claimed, { kind: 'left', by: 'b' }).driving.driver).toBe('a');
  expect(after(claimed, { kind: 'released', by: 'b' }).driving.driver).toBe('a');
});

test('I7: whatever happens, a size comes only from a human act or from the driver, and nobody drives who has left', () => {
  const by = fc.constantFrom('a', 'b', 'c');
  const view = fc.constantFrom(small, large);
  const act: fc.Arbitrary<DriverAct> = fc.oneof(
    fc.record({ kind: fc.constantFrom('reported' as const, 'claimed' as const), by, view }),
    fc.record({ kind: fc.constantFrom('typed' as const, 'released' as const, 'left' as const), by }),
  );
  fc.assert(
    fc.property(fc.array(act, { maxLength: 30 }), (acts) => {
      let driving = nobodyDrives;
      for (const each of acts) {
        const before = driving.driver;
        const { next, size } = drive(driving, each);
        driving = next;
        if (each.kind === 'left')
          expect([driving.driver === each.by, driving.views.has(each.by)]).toEqual([false, false]);
        if (driving.driver !== before && driving.driver !== null) expect(['typed', 'claimed']).toContain(each.kind);
        if (size !== null) expect(driving.driver).toBe(each.by);
      }
    }),
    fuzzRuns(2000),
  );
});
