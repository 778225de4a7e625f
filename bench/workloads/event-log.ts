import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { openSqlite } from '../../src-main/hub/host/sqlite.ts';
import { systemClock } from '../../src-main/hub/host/system-clock.ts';
import { openStore, type Store } from '../../src-main/hub/store/store.ts';
import { silentLog } from '../../src-shared/base/log.ts';
import { median, pause } from '../lib/measure.ts';
import { atLeastTimes, type Figure } from '../lib/report.ts';

const APPENDS = 100_000;
/** Appended in one go, as a burst of events comes in one turn of the loop; also the rows of the bare transactions. */
const TURN = 1_000;
/** What a channel finds at a start: its saved state is at most this far behind. */
const REPLAYED = 1_000;
const ROUNDS = 3;

const STATE = { seq: 0, text: '{}' };
const action = (seq: number): string =>
  JSON.stringify({
    type: 'terminal.session.titled',
    id: 't_0123456789ab',
    title: `build ${seq}: some text as titles have it`,
  });

interface Rates {
  readonly append: number;
  readonly replay: number;
}

/** The event log on disk against the same rows written by better-sqlite3 alone. */
export async function eventLog(): Promise<Figure[]> {
  const workload = 'event log';
  const ours: Rates[] = [];
  const bare: Rates[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    bare.push(await inDirectory(throughBareSqlite));
    ours.push(await inDirectory(throughStore));
  }
  const of = (rates: readonly Rates[], part: keyof Rates): number => median(rates.map((each) => each[part]));
  const against = 'bare';
  return [
    atLeastTimes(0.7, {
      workload,
      figure: 'durable appends',
      unit: '/s',
      value: of(ours, 'append'),
      other: of(bare, 'append'),
      against,
    }),
    atLeastTimes(0.7, {
      workload,
      figure: 'replay',
      unit: 'rows/s',
      value: of(ours, 'replay'),
      other: of(bare, 'replay'),
      against,
    }),
  ];
}

async function inDirectory(run: (directory: string) => Promise<Rates>): Promise<Rates> {
  const directory = mkdtempSync(join(tmpdir(), 'homeport-bench-'));
  try {
    return await run(directory);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

async function throughStore(directory: string): Promise<Rates> {
  const store = open(directory);
  let seq = 0;
  const channel = store.events.channel('bench', () => ({ ...STATE, seq }));
  const started = performance.now();
  for (let turn = 0; turn < APPENDS / TURN; turn++) {
    for (let n = 0; n < TURN; n++) channel.append(++seq, action(seq));
    await pause(0);
  }
  if (!(await store.events.durable())) throw new Error('the store could not write');
  const append = perSecond(APPENDS, started);
  store.close();
  return { append, replay: replay(directory) };
}

/** Opening a channel again and again: it reads the state and the actions since. */
function replay(directory: string): number {
  const store = open(directory);
  let rows = 0;
  const started = performance.now();
  while (rows < 200 * REPLAYED) rows += store.events.channel('bench', () => STATE).stored.actions.length;
  const rate = perSecond(rows, started);
  store.close();
  return rate;
}

function open(directory: string): Store {
  return openStore({
    clock: systemClock,
    log: silentLog,
    random: (length) => crypto.getRandomValues(new Uint8Array(length)),
    paths: { dataDir: directory },
    openDatabase: openSqlite,
  });
}

async function throughBareSqlite(directory: string): Promise<Rates> {
  const db = new Sqlite(join(directory, 'bare.db'));
  db.exec('PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA locking_mode=EXCLUSIVE');
  db.exec(
    'CREATE TABLE events (channel TEXT, seq INTEGER, at INTEGER, action TEXT, PRIMARY KEY (channel, seq)) WITHOUT ROWID',
  );
  const insert = db.prepare('INSERT INTO events (channel, seq, at, action) VALUES (?, ?, ?, ?)');
  let seq = 0;
  const turn = db.transaction(() => {
    for (let n = 0; n < TURN; n++) insert.run('bench', ++seq, Date.now(), action(seq));
  });
  const started = performance.now();
  for (let n = 0; n < APPENDS / TURN; n++) {
    turn();
    await pause(0);
  }
  const append = perSecond(APPENDS, started);
  const select = db.prepare('SELECT seq, action FROM events WHERE channel = ? AND seq > ? ORDER BY seq');
  let rows = 0;
  const reading = performance.now();
  while (rows < 200 * REPLAYED) rows += select.all('bench', seq - REPLAYED).length;
  const rate = perSecond(rows, reading);
  db.close();
  return { append, replay: rate };
}

function perSecond(count: number, started: number): number {
  return count / ((performance.now() - started) / 1000);
}
