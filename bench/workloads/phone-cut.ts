import { systemClock } from '../../src-main/hub/host/system-clock.ts';
import { Attachments } from '../../src-shared/client/attachments.ts';
import { HubClient } from '../../src-shared/client/hub-client.ts';
import { OutputStream } from '../../src-shared/client/output-stream.ts';
import { program } from '../lib/material.ts';
import { pause, percentile, until } from '../lib/measure.ts';
import { startPhoneHub } from '../lib/phone-hub.ts';
import { type PhoneKeys, phoneLine } from '../lib/phones.ts';
import { Relay } from '../lib/relay.ts';
import { atMost, type Figure, forInformation } from '../lib/report.ts';
import { seen } from '../lib/session.ts';

const PHONES = 20;
const CUT_MS = 30_000;
/** As a phone's page expects it after it was taken out of a pocket. */
const PROBE_MS = 1_000;

/**
 * Phones watch a terminal that writes, and their network is gone for thirty seconds: nothing passes, no connection is
 * told of it, and none of before lives on. How long from its return until each shows what is written now.
 */
export async function phoneCut(): Promise<Figure[]> {
  const workload = `a cut of ${CUT_MS / 1000} s, ${PHONES} phones`;
  const { hub, port, phones } = await startPhoneHub(PHONES);
  const session = await hub.door.start([program('ticker'), '20']);
  await seen(session, 'ready');
  session.write('g');
  const relay = await Relay.to(port);
  const watchers = phones.map((keys) => new Watcher(hub.address.url, keys, relay, session.id));
  await until('all phones to watch', () => watchers.every(({ shown }) => shown > 0));
  relay.cut();
  await pause(CUT_MS);
  const now = session.position;
  relay.mend();
  const mended = performance.now();
  // What a page does when the browser says that there is a network again.
  for (const watcher of watchers) watcher.backFrom(now);
  await until('all phones to be back', () => watchers.every(({ liveAt }) => liveAt !== undefined));
  const took = watchers.map(({ liveAt = Number.NaN }) => liveAt - mended);
  for (const watcher of watchers) watcher.close();
  relay.close();
  session.close();
  await hub.stop();
  return [
    atMost(1_500, { workload, figure: 'to the live screen, p95', unit: 'ms', value: percentile(took, 95) }),
    forInformation({ workload, figure: 'to the live screen, p50', unit: 'ms', value: percentile(took, 50) }),
  ];
}

/** A phone that shows one terminal, with all that a page has for that but the drawing. */
class Watcher {
  /** Output bytes of the terminal that stand on its screen. */
  shown = 0;
  /** When it first showed something of after the cut. */
  liveAt: number | undefined;
  private after = Number.POSITIVE_INFINITY;
  private readonly client: HubClient;
  private readonly stream: OutputStream;

  constructor(url: string, keys: PhoneKeys, relay: Relay, terminal: string) {
    this.client = new HubClient({
      open: phoneLine(url, keys, 'page', relay.socket),
      identity: () => ({ kind: 'channel' }),
      description: { client: { kind: 'phone', version: '1', name: 'a phone' }, capabilities: [] },
      clock: systemClock,
      random: Math.random,
      probeMs: PROBE_MS,
    });
    this.stream = new OutputStream({
      link: this.client,
      attachments: new Attachments(this.client),
      clock: systemClock,
      terminal,
      sink: {
        write: (_bytes, done) => this.show(done),
        screen: (_size, _bytes, done) => this.show(done),
        resize() {},
        end() {},
      },
    });
    this.client.connect();
  }

  backFrom(offset: number): void {
    this.after = offset;
    this.client.wake();
  }

  close(): void {
    this.stream.dispose();
    this.client.dispose();
  }

  private show(done: () => void): void {
    done();
    // The stream counts what it hands on when this has returned.
    queueMicrotask(() => {
      this.shown = this.stream.offset ?? 0;
      if (this.liveAt === undefined && this.shown > this.after) this.liveAt = performance.now();
    });
  }
}
