import { expect, test } from 'vitest';
import { ManualClock } from '../testing/manual-clock.ts';
import { KeyedBuckets, TokenBucket } from './token-bucket.ts';

function drain(take: () => boolean): number {
  let taken = 0;
  while (taken < 10_000 && take()) taken++;
  return taken;
}

test('a bucket gives its burst, then what time brings, and never more than its burst', () => {
  const clock = new ManualClock();
  const bucket = new TokenBucket({ burst: 10, perSecond: 2 }, clock);
  expect(drain(() => bucket.take())).toBe(10);
  clock.advance(499);
  expect(bucket.take()).toBe(false);
  clock.advance(1);
  expect(bucket.take()).toBe(true);
  clock.advance(3_600_000);
  expect(drain(() => bucket.take())).toBe(10);
});

test('a clock that jumps changes nothing', () => {
  const clock = new ManualClock();
  const bucket = new TokenBucket({ burst: 1, perSecond: 1 }, clock);
  bucket.take();
  clock.jump(1e9);
  expect(bucket.take()).toBe(false);
  clock.jump(-2e9);
  clock.advance(1000);
  expect(bucket.take()).toBe(true);
});

test('one key cannot spend what belongs to the others, all together no more than theirs', () => {
  const clock = new ManualClock();
  const rate = { burst: 10, perSecond: 0 };
  const buckets = new KeyedBuckets({ each: rate, all: { burst: 25, perSecond: 0 }, most: 100, clock });
  expect(drain(() => buckets.take('a'))).toBe(10);
  expect(drain(() => buckets.take('b'))).toBe(10);
  expect(drain(() => buckets.take('c'))).toBe(5);
});

test('the table is bounded and forgets who was not seen for longest', () => {
  const clock = new ManualClock();
  const buckets = new KeyedBuckets({
    each: { burst: 1, perSecond: 0 },
    all: { burst: 1e6, perSecond: 0 },
    most: 3,
    clock,
  });
  for (const key of ['a', 'b', 'c']) buckets.take(key);
  expect(buckets.take('a')).toBe(false);
  buckets.take('d');
  expect(buckets.size).toBe(3);
  expect(buckets.take('a')).toBe(false);
  expect(buckets.take('b')).toBe(true);
  for (let i = 0; i < 10_000; i++) buckets.take(`x${i}`);
  expect(buckets.size).toBe(3);
});
