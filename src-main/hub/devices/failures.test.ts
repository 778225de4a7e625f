import { expect, test } from 'vitest';
import { ManualClock } from '../testing/manual-clock.ts';
import { FAILURE_LIMITS, Failures } from './failures.ts';

const { perAddress, all, forgivenAfterMs, addresses } = FAILURE_LIMITS;

function failing(failures: Failures, address: string, times: number): void {
  for (let n = 0; n < times; n++) failures.failed(address);
}

test('an address may fail so often, then one more try each time a failure is forgiven', () => {
  const clock = new ManualClock();
  const failures = new Failures(clock);
  failing(failures, '10.0.0.1', perAddress - 1);
  expect(failures.refuses('10.0.0.1')).toBe(false);
  failures.failed('10.0.0.1');
  expect(failures.refuses('10.0.0.1')).toBe(true);
  clock.advance(forgivenAfterMs / perAddress - 1);
  expect(failures.refuses('10.0.0.1')).toBe(true);
  clock.advance(1);
  expect(failures.refuses('10.0.0.1')).toBe(false);
  failures.failed('10.0.0.1');
  expect(failures.refuses('10.0.0.1')).toBe(true);
});

test('setting the wall clock forgives nothing', () => {
  const clock = new ManualClock();
  const failures = new Failures(clock);
  failing(failures, '10.0.0.1', perAddress);
  clock.jump(10 * forgivenAfterMs);
  expect(failures.refuses('10.0.0.1')).toBe(true);
});

test('many addresses together run into the count over all', () => {
  const failures = new Failures(new ManualClock());
  for (let n = 0; n < all; n++) failures.failed(`10.0.${n}.1`);
  expect(failures.refuses('192.168.0.1')).toBe(true);
});

test('one IPv6 network is one address, and so is IPv4 in both spellings', () => {
  const failures = new Failures(new ManualClock());
  for (let n = 0; n < perAddress; n++) failures.failed(`2001:db8:1:2::${n}`);
  expect(failures.refuses('2001:db8:1:2:ffff::1')).toBe(true);
  expect(failures.refuses('2001:db8:1:3::1')).toBe(false);
  failing(failures, '::ffff:10.0.0.1', perAddress);
  expect(failures.refuses('10.0.0.1')).toBe(true);
  failing(failures, '::1', perAddress);
  expect(failures.refuses('::1')).toBe(true);
});

test('the table is bounded: the address that was quiet for longest goes first', () => {
  const clock = new ManualClock();
  const failures = new Failures(clock, { ...FAILURE_LIMITS, all: 1e9 });
  failing(failures, '10.1.1.1', perAddress);
  for (let n = 0; n < addresses + 100; n++) failures.failed(`10.0.${n >> 8}.${n & 255}`);
  expect(failures.size).toBe(addresses);
  expect(failures.refuses('10.1.1.1')).toBe(false);
});
