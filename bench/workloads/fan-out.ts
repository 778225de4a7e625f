import { hire } from '../lib/crew.ts';
import { program } from '../lib/material.ts';
import { median, pause, rounds } from '../lib/measure.ts';
import { atMostTimes, type Figure, must } from '../lib/report.ts';
import { seen } from '../lib/session.ts';
import { floor, homeport, type Subject } from '../lib/subjects.ts';

const LINES_PER_SECOND = 200;
const SECONDS = 4;

/** One terminal that many clients watch: how old a line is when a client has it. */
export async function fanOut(): Promise<Figure[]> {
  return [...(await watched(50)), ...(await watched(200))];
}

async function watched(clients: number): Promise<Figure[]> {
  const workload = `fan-out to ${clients}`;
  const results = await rounds(2, [floor, homeport], (subject) => delivery(subject, clients));
  const p95 = (subject: Subject): number => median((results.get(subject) ?? []).map((each) => each.p95));
  const share = (results.get(homeport) ?? []).map((each) => each.share);
  return [
    atMostTimes(1.5, { workload, figure: 'delivery p95', unit: 'ms', value: p95(homeport), other: p95(floor) }),
    must(
      workload,
      'every line came',
      share.every((each) => each > 0.97),
    ),
  ];
}

async function delivery(subject: Subject, clients: number): Promise<{ p95: number; share: number }> {
  const running = await subject.start();
  const session = await running.door.start([program('ticker'), String(LINES_PER_SECOND)]);
  await seen(session, 'ready');
  const hand = hire({ kind: 'watch', address: running.address, id: session.id, clients });
  await hand.answer();
  session.write('g');
  await pause(1000);
  hand.tell('delays');
  await hand.answer();
  await pause(SECONDS * 1000);
  hand.tell('delays');
  const { p95, count } = (await hand.answer()) as { p95: number; count: number };
  await hand.dismiss();
  session.close();
  await running.stop();
  return { p95, share: count / (clients * LINES_PER_SECOND * SECONDS) };
}
