import { ManualClock } from '../../../src-main/hub/testing/manual-clock.ts';
import { Attachments } from '../attachments.ts';
import { HubClient } from '../hub-client.ts';
import type { GridSize, OutputSink } from '../output-stream.ts';
import { FlushedLine, settled } from './flushed-line.ts';
import { PaperHub } from './paper-hub.ts';

/** A client on a hand-flushed line to a paper hub, with time that stands still. */
export function clientRig(): {
  clock: ManualClock;
  hub: PaperHub;
  line: FlushedLine;
  client: HubClient;
  attachments: Attachments;
  random: (length: number) => Uint8Array;
  quiet: () => Promise<void>;
} {
  const clock = new ManualClock();
  const hub = new PaperHub();
  const line = new FlushedLine(hub.accept);
  let seed = 1;
  const random = (length: number): Uint8Array =>
    Uint8Array.from({ length }, () => (seed = (seed * 16807) % 2147483647));
  const client = new HubClient({
    open: line.open,
    identity: () => ({ kind: 'device', device: 'd_1', sign: (text) => `signed-${text.length}` }),
    description: { client: { kind: 'script', version: '0.1.0' }, capabilities: [] },
    clock,
    random: () => 0.5,
  });
  const quiet = async (): Promise<void> => {
    await settled();
    while (line.busy) {
      line.flushToHub();
      line.flushToClient();
      await settled();
    }
  };
  return { clock, hub, line, client, attachments: new Attachments(client), random, quiet };
}

/** A sink that remembers all it was given; it parses at once, or when told. */
export class MemorySink implements OutputSink {
  content: Uint8Array = new Uint8Array(0);
  sizes: GridSize[] = [];
  screens = 0;
  writes = 0;
  ended = 0;
  private held: Array<() => void> | undefined;

  /** From now on nothing is parsed until {@link parse}. */
  hold(): void {
    this.held ??= [];
  }

  parse(count = Number.POSITIVE_INFINITY): void {
    for (const done of this.held?.splice(0, count) ?? []) done();
  }

  write(bytes: Uint8Array, done: () => void): void {
    this.writes += 1;
    const content = new Uint8Array(this.content.length + bytes.length);
    content.set(this.content);
    content.set(bytes, this.content.length);
    this.content = content;
    this.finish(done);
  }

  screen(size: GridSize, bytes: Uint8Array, done: () => void): void {
    this.screens += 1;
    this.sizes.push(size);
    this.content = bytes.slice();
    this.finish(done);
  }

  resize(size: GridSize): void {
    this.sizes.push(size);
  }

  end(): void {
    this.ended += 1;
  }

  private finish(done: () => void): void {
    if (this.held === undefined) done();
    else this.held.push(done);
  }
}
