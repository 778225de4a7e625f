import { hire } from '../lib/crew.ts';
import { phoneDoor } from '../lib/hub-door.ts';
import { output, program, workshop } from '../lib/material.ts';
import { median, pause, processorSeconds, residentMegabytes } from '../lib/measure.ts';
import { firstOf, startPhoneHub } from '../lib/phone-hub.ts';
import { atLeastTimes, atMost, type Figure, forInformation } from '../lib/report.ts';
import type { Door, Session } from '../lib/session.ts';
import { Hub } from '../lib/subjects.ts';

const MIB = 1024 * 1024;
/** Calm and stalled take turns, since the machine itself drifts by more than what is looked for. */
const ROUNDS = 9;
/** Hundreds of times what one client may have under way. */
const SECONDS = 1.5;
/** At once, so that what each costs stands out from what the flood itself does. */
const STALLED = 8;

/** One client takes a flood; again and again eight more attach to the same terminal and do not read. */
export async function stalledClient(): Promise<Figure[]> {
  const hub = await Hub.start();
  return stalled('eight stalled clients', hub, hub.door);
}

/** The same with a phone, whose frames are sealed for it and nobody else. */
export async function stalledPhone(): Promise<Figure[]> {
  const { hub, phones } = await startPhoneHub(1);
  return stalled('eight stalled phones', hub, phoneDoor(hub.address.url, firstOf(phones)));
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
  const rates = async (): Promise<Rates> => {
    const from = await headOf(hub, id);
    const started = performance.now();
    const computed = processorSeconds(hub.pid);
    hand.tell('rate');
    await hand.answer();
    await pause(SECONDS * 1000);
    hand.tell('rate');
    const { bytesPerSecond } = (await hand.answer()) as { bytesPerSecond: number };
    const written = ((await headOf(hub, id)) - from) / MIB;
    const child = written / ((performance.now() - started) / 1000);
    const work = ((processorSeconds(hub.pid) - computed) * 1000) / written;
    return { child, client: bytesPerSecond / MIB, work };
  };
  // The first stretch warms up.
  await rates();
  const [own = 0, ...keepers] = await hub.pids();
  const before = { hub: residentMegabytes([own]), keepers: residentMegabytes(keepers) };
  const calm: Rates[] = [];
  const disturbed: Rates[] = [];
  const growth = { hub: 0, keepers: 0 };
  for (let round = 0; round < ROUNDS; round++) {
    calm.push(await rates());
    const readers: Session[] = [];
    for (let n = 0; n < STALLED; n++) {
      const reader = await door.join(id);
      reader.stall(true);
      readers.push(reader);
    }
    // Coming costs something; what is looked for is what staying does.
    await pause(500);
    disturbed.push(await rates());
    growth.hub = Math.max(growth.hub, residentMegabytes([own]) - before.hub);
    growth.keepers = Math.max(growth.keepers, residentMegabytes(keepers) - before.keepers);
    for (const reader of readers) reader.close();
  }
  await hand.dismiss();
  connection.close();
  await hub.stop();
  const beside = (what: keyof Rates, unit = 'MiB/s') => ({
    unit,
    value: median(disturbed.map((each) => each[what])),
    other: median(calm.map((each) => each[what])),
    against: 'undisturbed',
  });
  return [
    atMost(16, { workload, figure: 'hub RSS growth for each', unit: 'MB', value: growth.hub / STALLED }),
    forInformation({ workload, figure: 'for all eight, and the flood’s own', unit: 'MB', value: growth.hub }),
    // Clients are the hub's alone. What keepers take is the flood's, in steps of which some come late.
    forInformation({ workload, figure: 'keeper RSS growth', unit: 'MB', value: growth.keepers }),
    atLeastTimes(0.95, { workload, figure: 'child', ...beside('child') }),
    atLeastTimes(0.95, { workload, figure: 'other client', ...beside('client') }),
    // Says the same on a machine that others use as well, where rates come and go.
    forInformation({ workload, figure: 'hub’s processor for a MiB', ...beside('work', 'ms') }),
  ];
}

/** MiB a second: what the program could write, and what the client that reads received. */
interface Rates {
  readonly child: number;
  readonly client: number;
  /** What the hub computed for a MiB, ms. */
  readonly work: number;
}

/** How much the terminal has put out so far: the offset of a fresh screen. */
async function headOf(hub: Hub, id: string): Promise<number> {
  const session = await hub.door.join(id);
  while (session.position === 0) await pause(1);
  const head = session.position;
  session.close();
  return head;
}
