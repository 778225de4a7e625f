import { hire } from '../lib/crew.ts';
import { output, program, workshop } from '../lib/material.ts';
import { median, percentile, rounds } from '../lib/measure.ts';
import { atLeastTimes, atMost, type Figure, forInformation } from '../lib/report.ts';
import { floor, homeport } from '../lib/subjects.ts';
import { echoDelays, startRawCat } from './key-echo.ts';

const MIB = 1024 * 1024;

/** Keys of one client while another client, in a process of its own, takes a flood from another terminal. */
export async function echoUnderFlood(): Promise<Figure[]> {
  const workload = 'echo beside a flood';
  const flood = [program('flood'), output('plain', 64), `${workshop}/unused`, 'forever'] as const;
  const results = await rounds(2, [floor, homeport], async (subject) => {
    const running = await subject.start();
    const session = await startRawCat(running.door);
    const hand = hire({ kind: 'flood', address: running.address, program: flood });
    await hand.answer();
    hand.tell('rate');
    await hand.answer();
    const delays = await echoDelays(session, 250);
    hand.tell('rate');
    const { bytesPerSecond } = (await hand.answer()) as { bytesPerSecond: number };
    await hand.dismiss();
    session.close();
    await running.stop();
    return { delays, rate: bytesPerSecond / MIB };
  });
  const delays = (subject: typeof floor): number[] => (results.get(subject) ?? []).flatMap((each) => each.delays);
  const rate = (subject: typeof floor): number => median((results.get(subject) ?? []).map((each) => each.rate));
  return [
    atMost(2, {
      workload,
      figure: 'p95',
      unit: 'ms',
      value: percentile(delays(homeport), 95),
      other: percentile(delays(floor), 95),
    }),
    forInformation({
      workload,
      figure: 'p50',
      unit: 'ms',
      value: percentile(delays(homeport), 50),
      other: percentile(delays(floor), 50),
    }),
    atLeastTimes(0.8, { workload, figure: 'the flood', unit: 'MiB/s', value: rate(homeport), other: rate(floor) }),
  ];
}
