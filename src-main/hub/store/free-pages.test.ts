import { afterEach, beforeEach, expect, test } from 'vitest';
import { openSqlite } from '../host/sqlite.ts';
import { smallDisk } from '../testing/small-disk.ts';
import { openTestStore, temporaryDirectory } from '../testing/test-store.ts';
import { fileSize } from './data-files.ts';
import { eventsMigrations } from './events.ts';
import { giveBackPages } from './free-pages.ts';

let directory: ReturnType<typeof temporaryDirectory>;
beforeEach(() => {
  directory = temporaryDirectory();
});
afterEach(() => directory.dispose());

const screen = (n: number) => ({
  offset: n,
  size: { cols: 80, rows: 24 },
  bytes: Buffer.alloc(100_000, n),
  lines: [`screen ${n}`],
  cursor: { x: 0, y: 0 },
});

/** A store that had many terminals and has two. */
function cleared(dataDir: string) {
  const store = openTestStore(dataDir);
  const { terminals } = store.events;
  for (let n = 0; n < 62; n++) {
    terminals.save(`t_${n}`, { n });
    terminals.saveScreen(`t_${n}`, screen(n));
  }
  expect(store.events.flush()).toBe(true);
  for (let n = 0; n < 60; n++) terminals.remove(`t_${n}`);
  expect(store.events.flush()).toBe(true);
  return store;
}

async function shrink(store: ReturnType<typeof openTestStore>): Promise<void> {
  let done = false;
  const shrinking = store.events.shrink().then(() => {
    done = true;
  });
  while (!done) {
    store.clock.advance(20);
    await Promise.resolve();
  }
  await shrinking;
}

test('what is cleared gives its room back to the disk, in short steps, and the rest stays', async () => {
  const store = cleared(directory.path);
  const file = `${directory.path}/events.db`;
  expect(fileSize(file) + fileSize(`${file}-wal`)).toBeGreaterThan(6_000_000);
  await shrink(store);
  expect(fileSize(file)).toBeLessThan(400_000);
  expect(fileSize(`${file}-wal`)).toBe(0);
  expect(store.events.terminals.screen('t_61')).toEqual(screen(61));
  store.close();

  const again = openTestStore(directory.path);
  expect(again.events.terminals.list()).toEqual([{ n: 60 }, { n: 61 }]);
  again.close();

  cleared(directory.path).close();
  const db = openSqlite(file);
  let steps = 1;
  while (giveBackPages(db)) steps++;
  db.close();
  expect(steps).toBeGreaterThan(3);
});

test('a file that an earlier version made learns it, once', async () => {
  const file = `${directory.path}/events.db`;
  const old = openSqlite(file);
  old.exec('PRAGMA journal_mode=WAL');
  for (const up of eventsMigrations) up(old);
  old.exec(`PRAGMA user_version = ${eventsMigrations.length}`);
  old.close();
  const store = cleared(directory.path);
  await shrink(store);
  expect(fileSize(file)).toBeLessThan(400_000);
  expect(store.events.terminals.screen('t_60')).toEqual(screen(60));
  store.close();
  const db = openSqlite(file);
  expect(db.prepare('PRAGMA auto_vacuum').get()).toEqual({ auto_vacuum: 2 });
  expect(db.prepare('PRAGMA quick_check').get()).toEqual({ quick_check: 'ok' });
  db.close();
});

test('on a full disk the room is given back as far as that goes, and nothing is lost', async (context) => {
  const disk = smallDisk(`${directory.path}/disk`, 24 * 1024 * 1024);
  if (disk === undefined) return context.skip('mounting a small file system is not permitted here');
  const store = cleared(`${disk.path}/data`);
  disk.fill();
  await shrink(store);
  expect(store.events.terminals.screen('t_61')).toEqual(screen(61));
  disk.free();
  await shrink(store);
  expect(fileSize(`${disk.path}/data/events.db`)).toBeLessThan(400_000);
  expect(store.events.terminals.screen('t_60')).toEqual(screen(60));
  store.close();
  disk.dispose();
});
