import { readFileSync } from 'node:fs';
import headless from '@xterm/headless';
import { type BinaryFrame, FRAME_HEADER } from '../../src-shared/protocol/codec.ts';
import type { HubConnection } from '../lib/hub-connection.ts';
import { type Kind, output, program, workshop } from '../lib/material.ts';
import { median, pause, until } from '../lib/measure.ts';
import { atMost, type Figure, must } from '../lib/report.ts';
import { seen } from '../lib/session.ts';
import { Hub } from '../lib/subjects.ts';

const ROUNDS = 9;

/** How long a client that comes back waits for the right screen, and what that costs on the wire. */
export async function reattach(): Promise<Figure[]> {
  return [...(await comeBack('20 MiB of log', 'coloured')), ...(await comeBack('a fixed header', 'region'))];
}

async function comeBack(what: string, kind: Kind): Promise<Figure[]> {
  const workload = `reattach after ${what}`;
  const file = output(kind, 20);
  const hub = await Hub.start();
  const session = await hub.door.start([program('flood'), file, `${workshop}/unused`]);
  await seen(session, 'ready');
  const begin = session.position;
  const size = readFileSync(file).length;
  session.write('g');
  await until('the output to end', () => session.position - begin >= size, 60_000);
  const head = session.position;
  session.close();
  await pause(500);

  const comings: Coming[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const connection = await hub.connect();
    comings.push(await coming(connection, session.id, head));
    connection.close();
    await pause(50);
  }
  const expected = await screenOf([Buffer.from('ready'), readFileSync(file)]);
  const right = await Promise.all(comings.map(async (each) => same(await screenOf(each.parts), expected)));
  await hub.stop();
  return [
    atMost(15, { workload, figure: 'to the screen', unit: 'ms', value: median(comings.map((each) => each.ms)) }),
    atMost(8, {
      workload,
      figure: 'on the wire',
      unit: 'KiB',
      value: median(comings.map((each) => each.bytes)) / 1024,
    }),
    must(workload, 'the right screen', right.every(Boolean)),
  ];
}

interface Coming {
  readonly ms: number;
  /** On the wire, without WebSocket's own few. */
  readonly bytes: number;
  /** A screen, then output if the screen was not of this very moment. */
  readonly parts: readonly Uint8Array[];
}

/** Attaches and takes what comes until everything up to `head` is shown. */
async function coming(connection: HubConnection, id: string, head: number): Promise<Coming> {
  const started = performance.now();
  const parts: Uint8Array[] = [];
  let bytes = 0;
  return new Promise((resolve, reject) => {
    const onFrame = (frame: BinaryFrame): void => {
      if (frame.kind !== 'screen' && frame.kind !== 'output') return;
      if (frame.kind === 'screen') parts.length = 0;
      parts.push(Uint8Array.from(frame.bytes));
      bytes += FRAME_HEADER + frame.bytes.length + (frame.kind === 'screen' ? 4 : 0);
      const end = frame.offset + (frame.kind === 'output' ? frame.bytes.length : 0);
      if (end >= head) resolve({ ms: performance.now() - started, bytes, parts });
    };
    connection.attach(id, undefined, onFrame).catch(reject);
  });
}

/** The visible lines of a fresh emulator that was given these bytes. */
async function screenOf(parts: readonly Uint8Array[]): Promise<string[]> {
  const terminal = new headless.Terminal({ cols: 80, rows: 24, scrollback: 100, allowProposedApi: true });
  for (const part of parts) await new Promise<void>((resolve) => terminal.write(part, resolve));
  const buffer = terminal.buffer.active;
  const lines = Array.from(
    { length: 24 },
    (_, row) => buffer.getLine(buffer.baseY + row)?.translateToString(true) ?? '',
  );
  terminal.dispose();
  return lines;
}

function same(a: readonly string[], b: readonly string[]): boolean {
  return a.join('\n') === b.join('\n');
}
