import { pause, percentile, rounds } from '../lib/measure.ts';
import { atMostTimes, type Figure, forInformation } from '../lib/report.ts';
import { type Door, type Session, seen } from '../lib/session.ts';
import { floor, homeport } from '../lib/subjects.ts';
import { hasTtyd, inTtyd } from '../lib/ttyd.ts';

const KEYS = 500;
const PER_SECOND = 50;

const RAW_CAT = ['/bin/sh', '-c', 'stty raw -echo; printf ready; exec cat'] as const;

/** A terminal that gives back each key as it is, as soon as the kernel lets it. */
export async function startRawCat(door: Door): Promise<Session> {
  const session = await door.start(RAW_CAT);
  await seen(session, 'ready');
  return session;
}

/** Types keys one after another and measures when each comes back, ms. A key that never does counts as a second. */
export async function echoDelays(session: Session, keys: number): Promise<number[]> {
  const sent: number[] = [];
  const delays: number[] = [];
  session.onBytes((bytes) => {
    const now = performance.now();
    for (let n = 0; n < bytes.length; n++) delays.push(now - (sent[delays.length] ?? now));
  });
  for (let key = 0; key < keys; key++) {
    sent.push(performance.now());
    session.write(String.fromCharCode(97 + (key % 26)));
    await pause(1000 / PER_SECOND);
  }
  await pause(200);
  return [...delays, ...Array.from({ length: Math.max(0, keys - delays.length) }, () => 1000)];
}

export async function keyEcho(): Promise<Figure[]> {
  const workload = 'key echo';
  const results = await rounds(2, [floor, homeport], async (subject) => {
    const running = await subject.start();
    const session = await startRawCat(running.door);
    await echoDelays(session, 25);
    const delays = await echoDelays(session, KEYS / 2);
    session.close();
    await running.stop();
    return delays;
  });
  const of = (subject: typeof floor, p: number): number => percentile((results.get(subject) ?? []).flat(), p);
  return [
    atMostTimes(1.5, { workload, figure: 'p50', unit: 'ms', value: of(homeport, 50), other: of(floor, 50) }),
    atMostTimes(2.5, { workload, figure: 'p99', unit: 'ms', value: of(homeport, 99), other: of(floor, 99) }),
    ...(hasTtyd() ? [await ttydEcho(workload, of(homeport, 50))] : []),
  ];
}

async function ttydEcho(workload: string, ours: number): Promise<Figure> {
  const delays = await inTtyd(RAW_CAT, async (session) => {
    await seen(session, 'ready');
    return echoDelays(session, KEYS / 2);
  });
  const measured = { workload, figure: 'p50', unit: 'ms', value: ours };
  return forInformation({ ...measured, other: percentile(delays, 50), against: 'ttyd' });
}
