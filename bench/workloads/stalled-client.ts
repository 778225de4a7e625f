import { hire } from '../lib/crew.ts';
import { phoneDoor } from '../lib/hub-door.ts';
import { output, program, workshop } from '../lib/material.ts';
import { pause, residentMegabytes } from '../lib/measure.ts';
import { firstOf, startPhoneHub } from '../lib/phone-hub.ts';
import { atLeastTimes, atMost, type Figure } from '../lib/report.ts';
import type { Door } from '../lib/session.ts';
import { Hub } from '../lib/subjects.ts';

const MIB = 1024 * 1024;
const SECONDS = 10;

/** One client takes a flood; then a second one attaches to the same terminal and does not read for ten seconds. */
export async function stalledClient(): Promise<Figure[]> {
  const hub = await Hub.start();
  return stalled('a stalled client', hub, hub.door);
}

/** The same with a phone, whose frames are sealed for it and nobody else. */
export async function stalledPhone(): Promise<Figure[]> {
  const { hub, phones } = await startPhoneHub(1);
  return stalled('a stalled phone', hub, phoneDoor(hub.address.url, firstOf(phones)));
}

async function stalled(workload: string, hub: Hub, door: Pick<Door, 'join'>): Promise<Figure[]> {
  const hand = hire({
    kind: 'flood',
    address: hub.address,
    program: [program('flood'), output('plain', 64), `${workshop}/unused`, 'forever'],
  });
  await hand.answer();
  const connection = await hub.connect();
  const { terminals } = await connection.request('terminal.session.list', {});
  const id = terminals[0]?.id ?? '';
  const rates = async (): Promise<{ child: number; client: number }> => {
    const from = await headOf(hub, id);
    const started = performance.now();
    hand.tell('rate');
    await hand.answer();
    await pause(SECONDS * 1000);
    hand.tell('rate');
    const { bytesPerSecond } = (await hand.answer()) as { bytesPerSecond: number };
    const child = ((await headOf(hub, id)) - from) / ((performance.now() - started) / 1000);
    return { child: child / MIB, client: bytesPerSecond / MIB };
  };
  await pause(2000);
  const before = await rates();
  const reader = await door.join(id);
  reader.stall(true);
  const resident = residentMegabytes(await hub.pids());
  const during = await rates();
  const growth = residentMegabytes(await hub.pids()) - resident;
  reader.close();
  const after = await rates();
  await hand.dismiss();
  connection.close();
  await hub.stop();
  // The undisturbed rate is taken on both sides, since the machine itself drifts by more than 5 %.
  const calm = { child: (before.child + after.child) / 2, client: (before.client + after.client) / 2 };
  return [
    atMost(16, { workload, figure: 'RSS growth', unit: 'MB', value: growth }),
    atLeastTimes(0.95, {
      workload,
      figure: 'child',
      unit: 'MiB/s',
      value: during.child,
      other: calm.child,
      against: 'undisturbed',
    }),
    atLeastTimes(0.95, {
      workload,
      figure: 'other client',
      unit: 'MiB/s',
      value: during.client,
      other: calm.client,
      against: 'undisturbed',
    }),
  ];
}

/** How much the terminal has put out so far: the offset of a fresh screen. */
async function headOf(hub: Hub, id: string): Promise<number> {
  const session = await hub.door.join(id);
  while (session.position === 0) await pause(1);
  const head = session.position;
  session.close();
  return head;
}
