// A process with clients of its own; crew.ts starts it. Says 'ready', then answers each message.
import { Crowd, readKeys } from './crowd.ts';
import { monotonicMs, percentile } from './measure.ts';
import type { Program, Session } from './session.ts';
import { type Address, doorTo } from './subjects.ts';

export type Job =
  /** Starts a flood and takes all of it. On 'rate': bytes a second since the last time it was asked. */
  | { readonly kind: 'flood'; readonly address: Address; readonly program: Program }
  /** Watches a ticker with many clients. On 'delays': percentiles of (received - written) since the last time, ms. */
  | { readonly kind: 'watch'; readonly address: Address; readonly id: string; readonly clients: number }
  /** Phones that come, so many a second, and stay. On 'begin': counts anew. On 'state': how they stand. */
  | { readonly kind: 'crowd'; readonly url: string; readonly keys: string; readonly perSecond: number };

// Whoever hired us is gone, however that came about.
process.on('disconnect', () => process.exit());

const job = JSON.parse(process.argv[2] ?? '') as Job;
const say = (message: unknown): void => {
  process.send?.(message as object);
};

if (job.kind === 'flood') await flood(job);
else if (job.kind === 'watch') await watch(job);
else crowd(job);

async function flood({ address, program }: Extract<Job, { kind: 'flood' }>): Promise<void> {
  const session = await doorTo(address).start(program);
  let bytes = 0;
  let ready = false;
  let since = performance.now();
  session.onBytes((chunk) => {
    bytes += chunk.length;
    if (!ready) {
      ready = true;
      session.write('g');
      say('ready');
    }
  });
  process.on('message', () => {
    const seconds = (performance.now() - since) / 1000;
    say({ bytesPerSecond: bytes / seconds, exact: session.exact });
    bytes = 0;
    since = performance.now();
  });
}

async function watch({ address, id, clients }: Extract<Job, { kind: 'watch' }>): Promise<void> {
  const door = doorTo(address);
  const sessions: Session[] = [];
  let delays: number[] = [];
  for (let n = 0; n < clients; n++) {
    const session = await door.join(id);
    session.onBytes(tickerDelays((delay) => delays.push(delay)));
    sessions.push(session);
  }
  say('ready');
  process.on('message', () => {
    say({ p50: percentile(delays, 50), p95: percentile(delays, 95), count: delays.length });
    delays = [];
  });
}

function crowd({ url, keys, perSecond }: Extract<Job, { kind: 'crowd' }>): void {
  const all = new Crowd(url, readKeys(keys), perSecond);
  process.on('message', (message) => {
    if (message === 'begin') all.begin();
    else say(all.state);
  });
}

/** Reads a ticker's lines and tells how old each is. A first, cut line is passed over. */
function tickerDelays(tell: (delay: number) => void): (bytes: Uint8Array) => void {
  let rest = '';
  return (bytes) => {
    const now = monotonicMs();
    const lines = (rest + Buffer.from(bytes).toString('latin1')).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) {
      const written = /^\d+ (\d+)$/.exec(line)?.[1];
      if (written !== undefined) tell(now - Number(written) / 1e6);
    }
  };
}
