import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { median } from '../lib/measure.ts';
import { atMost, type Figure } from '../lib/report.ts';
import { Hub } from '../lib/subjects.ts';

const ROUNDS = 5;

/** From starting the built program to the first WebSocket that is let in. */
export async function startUp(): Promise<Figure[]> {
  const workload = 'start of the hub';
  const empty: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const { hub, ms } = await timed();
    empty.push(ms);
    await hub.stop();
  }
  const full = await withTerminals();
  return [
    atMost(600, { workload, figure: 'empty, median of 5', unit: 'ms', value: median(empty) }),
    atMost(1500, { workload, figure: '100 terminals, median of 5', unit: 'ms', value: median(full) }),
  ];
}

async function timed(dataDir = mkdtempSync(join(tmpdir(), 'homeport-bench-'))): Promise<{ hub: Hub; ms: number }> {
  const started = performance.now();
  const hub = await Hub.launch(dataDir);
  const connection = await hub.connect();
  const ms = performance.now() - started;
  connection.close();
  return { hub, ms };
}

async function withTerminals(): Promise<number[]> {
  let { hub } = await timed();
  const connection = await hub.connect();
  for (let n = 0; n < 100; n++)
    await connection.patiently('terminal.session.start', { command: { file: '/bin/sh', args: [] } });
  connection.close();
  const times: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    await hub.kill();
    const again = await timed(hub.address.dataDir);
    hub = again.hub;
    times.push(again.ms);
  }
  await hub.stop();
  return times;
}
