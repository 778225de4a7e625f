import { silentLog } from '../../../src-shared/base/log.ts';
import { openSqlite } from '../host/sqlite.ts';
import { systemClock } from '../host/system-clock.ts';
import { openStore } from '../store/store.ts';

/**
 * A process that appends without pause and says what is durable, to be killed or to have its disk taken away. Lines on
 * stdout: `log <name>`, `events <seq>` and `audit <seq>` for what was acknowledged, `raised <id>`, `withdrawn <id>`.
 */
const [dataDir] = process.argv.slice(2);
if (dataDir === undefined) throw new Error('usage: store-child.ts <data directory>');

const say = (line: string): void => void process.stdout.write(`${line}\n`);
const store = openStore(
  {
    clock: systemClock,
    log: silentLog,
    random: (length) => crypto.getRandomValues(new Uint8Array(length)),
    paths: { dataDir },
    openDatabase: openSqlite,
  },
  64 * 1024,
);
store.troubles.onRaised(({ id }) => say(`raised ${id}`));
store.troubles.onWithdrawn((id) => say(`withdrawn ${id}`));

let seq = 0;
const channel = store.events.channel('terminal', () => ({ seq, text: String(seq) }));
const { stored } = channel;
seq = Math.max(stored.state?.seq ?? 0, stored.actions.at(-1)?.seq ?? 0);
let audited = store.authority.audit.read(0, 1_000_000).at(-1)?.seq ?? 0;
say(`log ${channel.log}`);

async function appendForever(): Promise<void> {
  for (;;) {
    for (let n = 0; n < 20; n++) channel.append(++seq, JSON.stringify({ type: 'counted', n: seq }));
    const last = seq;
    if (await store.events.durable()) say(`events ${last}`);
    else await pause(20);
  }
}

async function auditForever(): Promise<void> {
  for (;;) {
    store.authority.audit.append({ at: Date.now(), who: 'd_0000', what: 'a.b.c', verdict: 'ok' });
    const last = ++audited;
    if (await store.authority.durable()) say(`audit ${last}`);
    else await pause(20);
  }
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => systemClock.after(ms, resolve));
}

void appendForever();
void auditForever();
