import { afterEach, beforeEach, expect, test } from 'vitest';
import { openSqlite } from '../host/sqlite.ts';
import { openTestStore, temporaryDirectory } from '../testing/test-store.ts';
import { Audit, KEPT_ENTRIES, SPARE_ENTRIES } from './audit.ts';

let directory: ReturnType<typeof temporaryDirectory>;
let store: ReturnType<typeof openTestStore>;

beforeEach(() => {
  directory = temporaryDirectory();
  store = openTestStore(directory.path);
});

afterEach(() => {
  store.close();
  directory.dispose();
});

const entry = (at: number) => ({ at, who: 'd_0000', what: 'terminal.session.start', verdict: 'ok' });

function say(count: number): void {
  for (let at = 1; at <= count; at++) store.authority.audit.append(entry(at));
  store.clock.advance(100);
}

/** What somebody with the file and an editor would do. */
function tamper(sql: string): void {
  store.close();
  const db = openSqlite(`${directory.path}/authority.db`);
  db.exec(`DROP TRIGGER audit_is_never_changed; DROP TRIGGER audit_is_shortened_from_its_beginning; ${sql}`);
  db.close();
  store = openTestStore(directory.path);
}

test('who did what when and with which verdict is on record in order, and across restarts', () => {
  say(3);
  store.close();
  store = openTestStore(directory.path);
  say(2);
  expect(store.authority.audit.read(0, 100)).toMatchObject([
    { seq: 1, ...entry(1) },
    { seq: 2, ...entry(2) },
    { seq: 3, ...entry(3) },
    { seq: 4, ...entry(1) },
    { seq: 5, ...entry(2) },
  ]);
  expect(store.authority.audit.verify()).toBe(undefined);
});

test('a thousand entries in one moment make one whole chain', async () => {
  say(1000);
  expect(await store.authority.durable()).toBe(true);
  expect(store.authority.audit.verify()).toBe(undefined);
  expect(store.authority.audit.read(999, 10)).toHaveLength(1);
});

test.each([
  ['changed', "UPDATE audit SET verdict = 'forbidden' WHERE seq = 3", 3],
  ['taken out', 'DELETE FROM audit WHERE seq = 3', 3],
  ['moved', 'UPDATE audit SET seq = 9 WHERE seq = 3', 3],
  ['put in front', "UPDATE audit SET hash = '0' WHERE seq = 1", 1],
])('a row that was %s shows', (_how, sql, broken) => {
  say(5);
  tamper(sql);
  expect(store.authority.audit.verify()).toBe(broken);
});

test('the file itself refuses to change or shorten the log', () => {
  say(1);
  store.close();
  const db = openSqlite(`${directory.path}/authority.db`);
  expect(() => db.exec("UPDATE audit SET who = 'x'")).toThrow('append-only');
  expect(() => db.exec('DELETE FROM audit')).toThrow('append-only');
  db.close();
  store = openTestStore(directory.path);
});

/** As many entries as years bring, written by the log itself. */
function fill(count: number): void {
  store.close();
  const db = openSqlite(`${directory.path}/authority.db`);
  db.exec('PRAGMA synchronous=OFF');
  const audit = new Audit(db, () => {});
  for (let at = 1; at <= count; at++) {
    audit.append(entry(at));
    if (at % 5000 !== 0 && at !== count) continue;
    db.transaction(() => {
      while (audit.waiting > 0) {
        audit.write();
        audit.written();
      }
    });
  }
  db.close();
  store = openTestStore(directory.path);
}

function withFile<T>(body: (db: ReturnType<typeof openSqlite>) => T): T {
  store.close();
  const db = openSqlite(`${directory.path}/authority.db`);
  try {
    return body(db);
  } finally {
    db.close();
    store = openTestStore(directory.path);
  }
}

test('of a log that has become very long the oldest entries go, that is on record, and the chain is whole', () => {
  fill(KEPT_ENTRIES + SPARE_ENTRIES);
  store.clock.advance(10_000);
  expect(store.authority.audit.read(0, 1)).toMatchObject([{ seq: 1 }]);
  say(1);
  store.clock.advance(60 * 60 * 1000);
  expect(store.authority.audit.verify()).toBe(undefined);
  const [first] = store.authority.audit.read(0, 1);
  expect(first).toMatchObject({ seq: SPARE_ENTRIES + 2 });
  const last = store.authority.audit.read(KEPT_ENTRIES + SPARE_ENTRIES + 1, 10);
  expect(last).toMatchObject([{ who: 'hub', what: 'hub.audit.pruned', verdict: String(SPARE_ENTRIES + 1) }]);

  const rows = withFile((db) => db.prepare('SELECT count(*) AS rows FROM audit').get());
  expect(rows).toEqual({ rows: KEPT_ENTRIES + 1 });
  say(1);
  expect(store.authority.audit.verify()).toBe(undefined);
  // What is left is as well guarded as before.
  const take = `DELETE FROM audit WHERE seq = ${first?.seq}`;
  expect(() => withFile((db) => db.exec(take))).toThrow('append-only');
  tamper(take);
  expect(store.authority.audit.verify()).toBe(first?.seq);
}, 60_000);
