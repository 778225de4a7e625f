import { silentLog } from '../../../src-shared/base/log.ts';
import { secretStores } from '../host/secrets/secret-stores.ts';
import { openSqlite } from '../host/sqlite.ts';
import { systemClock } from '../host/system-clock.ts';
import { Secrets } from '../secrets/secrets.ts';
import { openStore } from '../store/store.ts';

/**
 * What a hub has of secrets, as a process of its own, with the stores that a hub would take here:
 * `node secrets-child.ts <data directory>`. Says as lines of JSON what the channel `hub` would, and ends when its stdin
 * does; a line there is `hub.secrets.retry`.
 */
const [dataDir] = process.argv.slice(2);
if (dataDir === undefined) throw new Error('usage: secrets-child.ts <data directory>');
const random = (length: number): Uint8Array => crypto.getRandomValues(new Uint8Array(length));
const { stores } = secretStores(dataDir, systemClock, process.env);
const store = openStore(
  { clock: systemClock, log: silentLog, random, paths: { dataDir }, openDatabase: openSqlite },
  16 * 1024,
);
const secrets = new Secrets({
  stores,
  rows: store.authority.secrets,
  hubId: store.authority.hubId,
  clock: systemClock,
  random,
  log: silentLog,
  troubles: store.troubles,
  tell: (info) => void process.stdout.write(`${JSON.stringify(info)}\n`),
});
secrets.open();
process.stdin.on('data', () => void secrets.handlers['hub.secrets.retry']({}, undefined as never));
process.stdin.on('end', () => {
  secrets.dispose();
  store.close();
  process.exit(0);
});
