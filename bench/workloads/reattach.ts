import { readFileSync } from 'node:fs';
import headless from '@xterm/headless';
import type { BinaryFrame } from '../../src-shared/protocol/codec.ts';
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
  session.close();
  await pause(500);

  const comings: Coming[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const connection = await hub.connect();
    comings.push(await coming(connection, session.id));
    connection.close();
    await pause(50);
  }
  const expected = await screenOf([Buffer.from('ready'), readFileSync(file)]);
  const right = await Promise.all(comings.map(async (each) => same(await screenOf([each.screen]), expected)));
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
  readonly bytes: number;
  readonly screen: Uint8Array;
}

async function coming(connection: Awaited<ReturnType<Hub['connect']>>, id: string): Promise<Coming> {
  const started = performance.now();
  return new Promise((resolve, reject) => {
    const onFrame = (frame: BinaryFrame): void => {
      if (frame.kind !== 'screen') return;
      resolve({
        ms: performance.now() - started,
        bytes: frame.bytes.length + 20,
        screen: Uint8Array.from(frame.bytes),
      });
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
