import { createServer } from 'node:net';
import { expect, test } from 'vitest';
import { sleep } from '../../../src-shared/base/clock.ts';
import { systemClock } from '../host/system-clock.ts';
import { leavesNothing } from './leak-check.ts';
import { ManualClock } from './manual-clock.ts';

test('timers run in the order in which they fall due, at the time at which they fall due', () => {
  const clock = new ManualClock(1000);
  const ran: string[] = [];
  const note = (what: string) => () => void ran.push(`${what} at ${clock.now()}`);
  clock.after(20, note('late'));
  clock.after(10, () => clock.after(5, note('set on the way')));
  clock.after(10, note('early')).dispose();
  const beat = clock.every(8, note('beat'));
  clock.advance(20);
  expect(ran).toEqual(['beat at 1008', 'set on the way at 1015', 'beat at 1016', 'late at 1020']);
  expect(clock.pending).toBe(1);
  beat.dispose();
  expect(clock.pending).toBe(0);
});

test('a jump of the wall clock moves no timer and no duration', () => {
  const clock = new ManualClock(1000);
  let ran = false;
  clock.after(10, () => {
    ran = true;
  });
  clock.jump(-5000);
  expect([clock.now(), clock.monotonic(), ran]).toEqual([-4000, 0, false]);
  clock.advance(10);
  expect([clock.now(), clock.monotonic(), ran]).toEqual([-3990, 10, true]);
});

test('the real clock runs timers until they are disposed', async () => {
  await leavesNothing(async () => {
    let ran = 0;
    systemClock.after(0, () => ran++).dispose();
    // Longer than Node can wait, which must not mean at once.
    const far = systemClock.after(2 ** 40, () => ran++);
    let beats = 0;
    const start = systemClock.monotonic();
    await new Promise<void>((resolve) => {
      const beat = systemClock.every(1, () => {
        if (++beats < 3) return;
        beat.dispose();
        resolve();
      });
    });
    await sleep(systemClock, 1);
    far.dispose();
    expect([ran, beats]).toEqual([0, 3]);
    expect(systemClock.monotonic()).toBeGreaterThan(start);
  });
});

test('what is left alive is named', async () => {
  const server = createServer();
  const listen = (): Promise<void> => new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const leaking = leavesNothing(listen, 50);
  await expect(leaking).rejects.toThrow('left alive: 1 × TCPServerWrap');
  server.close();
});
