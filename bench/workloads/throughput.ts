import { existsSync, readFileSync, rmSync, statSync } from 'node:fs';
import { type Kind, output, program, workshop } from '../lib/material.ts';
import { median, until } from '../lib/measure.ts';
import { atLeastTimes, type Figure, forInformation, must } from '../lib/report.ts';
import { seen } from '../lib/session.ts';
import { floor, homeport, type Subject } from '../lib/subjects.ts';
import { hasTmux, inTmux } from '../lib/tmux.ts';

const MIB = 1024 * 1024;
const ROUNDS = 3;

interface Flow {
  /** How fast the child could write. */
  readonly child: number;
  /** How fast the client had all of it. */
  readonly client: number;
  /** The client received exactly what the child wrote. */
  readonly exact: boolean;
}

export async function throughput(): Promise<Figure[]> {
  return [...(await flows('plain')), ...(await flows('coloured')), ...(await flows('redraws'))];
}

async function flows(kind: Kind): Promise<Figure[]> {
  const workload = `64 MiB ${kind}`;
  const flow = { floor: [] as Flow[], homeport: [] as Flow[], tmux: [] as number[] };
  for (let round = 0; round < ROUNDS; round++) {
    flow.floor.push(await through(floor, kind));
    flow.homeport.push(await through(homeport, kind));
    if (kind !== 'plain' && hasTmux()) flow.tmux.push(await throughTmux(kind));
  }
  const child = median(flow.homeport.map((each) => each.child));
  const floorChild = median(flow.floor.map((each) => each.child));
  const measured = { workload, figure: 'child', unit: 'MiB/s', value: child };
  const byFloor = { ...measured, other: floorChild };
  return [
    kind === 'plain' ? atLeastTimes(0.9, byFloor) : forInformation(byFloor, false),
    ...(flow.tmux.length > 0
      ? [atLeastTimes(2, { ...measured, figure: 'child ', other: median(flow.tmux), against: 'tmux' })]
      : []),
    forInformation(
      {
        workload,
        figure: 'client',
        unit: 'MiB/s',
        value: median(flow.homeport.map((each) => each.client)),
        other: median(flow.floor.map((each) => each.client)),
      },
      false,
    ),
    must(
      workload,
      'byte-exact',
      flow.homeport.every((each) => each.exact),
    ),
  ];
}

async function through(subject: Subject, kind: Kind): Promise<Flow> {
  const file = output(kind, 64);
  const expected = readFileSync(file);
  const result = `${workshop}/result`;
  rmSync(result, { force: true });
  const running = await subject.start();
  const session = await running.door.start([program('flood'), file, result]);
  await seen(session, 'ready');
  const begin = session.position;
  // Kept as they come and looked at afterwards: the client's own work must not be what is measured.
  const received: Uint8Array[] = [];
  session.onBytes((bytes) => received.push(bytes));
  const started = performance.now();
  session.write('g');
  await until('the client to have all of it', () => session.position - begin >= expected.length, 60_000);
  const client = rate(expected.length, (performance.now() - started) * 1e6);
  await until('the child to say how long it took', () => existsSync(result) && statSync(result).size > 0);
  const flow = {
    child: rate(expected.length, Number(readFileSync(result, 'utf8'))),
    client,
    exact: session.exact && Buffer.concat(received).equals(expected),
  };
  session.close();
  await running.stop();
  return flow;
}

async function throughTmux(kind: Kind): Promise<number> {
  const file = output(kind, 64);
  const result = `${workshop}/result`;
  rmSync(result, { force: true });
  await inTmux([program('flood'), file, result], async (write, tail) => {
    await until('tmux to show the program', () => tail().includes('ready'));
    write('g');
    await until('the child in tmux to end', () => existsSync(result) && statSync(result).size > 0, 60_000);
  });
  return rate(statSync(file).size, Number(readFileSync(result, 'utf8')));
}

function rate(bytes: number, nanoseconds: number): number {
  return bytes / MIB / (nanoseconds / 1e9);
}
