import { randomBytes } from 'node:crypto';
import type { HubConnection } from '../lib/hub-connection.ts';
import { program } from '../lib/material.ts';
import { pause, until } from '../lib/measure.ts';
import { atMost, type Figure } from '../lib/report.ts';
import { Hub } from '../lib/subjects.ts';

const TERMINALS = 100;
const LINES_PER_SECOND = 20;

/** One terminal's lines, read by offset: what is missing shows as a gap in the numbers the program counts. */
class Reader {
  position = 0;
  lost = 0;
  next = 0;
  private rest = '';

  take(offset: number, bytes: Uint8Array): void {
    const text = Buffer.from(bytes).toString('latin1');
    if (offset !== this.position) this.lost += Math.abs(offset - this.position);
    this.position = offset + bytes.length;
    const lines = (this.rest + text).split('\n');
    this.rest = lines.pop() ?? '';
    for (const line of lines) {
      const number = Number(line.replace(/^ready/, '').split(' ')[0]);
      if (number !== this.next) this.lost += 1;
      this.next = number + 1;
    }
  }

  /** A screen in place of bytes: everything between is lost to this client. */
  skip(offset: number): void {
    this.lost += offset - this.position;
    this.position = offset;
  }
}

/** SIGKILL for the hub while a hundred terminals write; the time until every one of them flows again. */
export async function killedHub(): Promise<Figure[]> {
  const workload = 'kill -9 with 100 producers';
  let hub = await Hub.start();
  let connection = await hub.connect();
  const readers = new Map<string, Reader>();
  const command = { file: program('ticker'), args: [String(LINES_PER_SECOND)] };
  for (let n = 0; n < TERMINALS; n++) {
    const { id } = await connection.patiently('terminal.session.start', { command });
    const reader = new Reader();
    readers.set(id, reader);
    await follow(connection, id, readers);
    // Before that the terminal is not raw yet and would echo the key.
    await until('the producer to be ready', () => reader.position >= 'ready'.length);
    await connection.patiently('terminal.session.input', {
      id,
      epoch: randomBytes(8).toString('hex'),
      op: 1,
      data: 'g',
    });
  }
  await until('all terminals to write', () => [...readers.values()].every((each) => each.next > 5));
  await pause(1000);

  const started = performance.now();
  await hub.kill();
  hub = await Hub.launch(hub.address.dataDir);
  connection = await hub.connect();
  const before = new Map([...readers].map(([id, reader]) => [id, reader.next]));
  await Promise.all([...readers.keys()].map((id) => follow(connection, id, readers)));
  await until('all streams to flow again', () =>
    [...readers].every(([id, reader]) => reader.next > (before.get(id) ?? 0)),
  );
  const seconds = (performance.now() - started) / 1000;
  await pause(1000);
  const lost = [...readers.values()].reduce((sum, each) => sum + each.lost, 0);
  connection.close();
  await hub.stop();
  return [
    atMost(3, { workload, figure: 'all flow again', unit: 's', value: seconds }),
    atMost(0, { workload, figure: 'lost', unit: 'bytes', value: lost }),
  ];
}

function follow(connection: HubConnection, id: string, readers: ReadonlyMap<string, Reader>): Promise<void> {
  const reader = readers.get(id);
  return connection.attach(id, reader?.position ?? 0, (frame) => {
    if (frame.kind === 'output') reader?.take(frame.offset, frame.bytes);
    if (frame.kind === 'screen') reader?.skip(frame.offset);
  });
}
