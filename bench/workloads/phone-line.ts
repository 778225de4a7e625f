import { readFileSync } from 'node:fs';
import type { BinaryFrame } from '../../src-shared/protocol/codec.ts';
import { HubConnection } from '../lib/hub-connection.ts';
import { phoneDoor } from '../lib/hub-door.ts';
import { output, program, workshop } from '../lib/material.ts';
import { median, percentile, rounds, until } from '../lib/measure.ts';
import { firstOf, startPhoneHub } from '../lib/phone-hub.ts';
import { Relay } from '../lib/relay.ts';
import { atMost, type Figure, forInformation } from '../lib/report.ts';
import { type Door, seen } from '../lib/session.ts';
import { echoDelays, startRawCat } from './key-echo.ts';

const KEYS = 100;
const COMINGS = 9;

/** What the encrypted channel costs a key, beside a client in the clear at the same hub. */
export async function phoneKey(): Promise<Figure[]> {
  const workload = 'a key through the encrypted channel';
  const { hub, phones } = await startPhoneHub(1);
  const doors: Readonly<Record<'plain' | 'encrypted', Door>> = {
    plain: hub.door,
    encrypted: phoneDoor(hub.address.url, firstOf(phones)),
  };
  const results = await rounds(4, ['plain', 'encrypted'] as const, async (kind) => {
    const session = await startRawCat(doors[kind]);
    await echoDelays(session, 25);
    const delays = await echoDelays(session, KEYS);
    session.close();
    return delays;
  });
  await hub.stop();
  const of = (kind: 'plain' | 'encrypted', p: number): number => percentile((results.get(kind) ?? []).flat(), p);
  const beside = (p: number) => ({ unit: 'ms', value: of('encrypted', p), other: of('plain', p), against: 'plain' });
  return [
    atMost(1, {
      workload,
      figure: 'more than plain, median',
      unit: 'ms',
      value: of('encrypted', 50) - of('plain', 50),
    }),
    forInformation({ workload, figure: 'p50', ...beside(50) }),
    forInformation({ workload, figure: 'p99', ...beside(99) }),
  ];
}

/** A phone that comes back after much was printed: all that its connection carries until the screen stands. */
export async function phoneReattach(): Promise<Figure[]> {
  const workload = 'a phone comes back after 20 MiB';
  const { hub, port, phones } = await startPhoneHub(1);
  const file = output('coloured', 20);
  const session = await hub.door.start([program('flood'), file, `${workshop}/unused`]);
  await seen(session, 'ready');
  const begin = session.position;
  session.write('g');
  const size = readFileSync(file).length;
  await until('the output to end', () => session.position - begin >= size, 60_000);
  const head = session.position;
  session.close();
  const comings: Array<{ readonly bytes: number; readonly ms: number }> = [];
  for (let n = 0; n < COMINGS; n++) {
    const relay = await Relay.to(port);
    const started = performance.now();
    const phone = await HubConnection.openPhone(hub.address.url, firstOf(phones), relay.socket);
    // It had the beginning, and says so.
    await shown(phone, session.id, begin, head);
    comings.push({ bytes: relay.down, ms: performance.now() - started });
    phone.close();
    relay.close();
  }
  await hub.stop();
  const kibibytes = median(comings.map(({ bytes }) => bytes)) / 1024;
  return [
    atMost(64, { workload, figure: 'on the wire, with handshake and hello', unit: 'KiB', value: kibibytes }),
    forInformation({
      workload,
      figure: 'from nothing to the screen',
      unit: 'ms',
      value: median(comings.map(({ ms }) => ms)),
    }),
  ];
}

/** Resolves when everything up to `head` is there, as bytes or as a screen. */
function shown(phone: HubConnection, id: string, from: number, head: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const onFrame = (frame: BinaryFrame): void => {
      const length = frame.kind === 'output' ? frame.bytes.length : 0;
      if ((frame.kind === 'screen' || frame.kind === 'output') && frame.offset + length >= head) resolve();
    };
    phone.attach(id, from, onFrame).catch(reject);
  });
}
