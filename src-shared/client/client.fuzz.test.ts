import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fuzzRuns, fuzzTimeout } from '../base/testing/fuzz.ts';
import { hubChannel } from '../protocol/channel.ts';
import { ChannelMirror } from './channel-mirror.ts';
import { InputLog } from './input-log.ts';
import { OutputStream } from './output-stream.ts';
import { settled } from './testing/flushed-line.ts';
import { TERMINAL } from './testing/paper-hub.ts';
import { clientRig, MemorySink } from './testing/rig.ts';

/** What can happen to a client and its hub, in any order. */
const event = fc.oneof(
  { weight: 4, arbitrary: fc.record({ do: fc.constant('print' as const), size: fc.integer({ min: 1, max: 40_000 }) }) },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('type' as const),
      text: fc.string({ unit: 'grapheme', minLength: 1, maxLength: 4 }),
    }),
  },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('toHub' as const), count: fc.integer({ min: 1, max: 4 }) }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('toClient' as const), count: fc.integer({ min: 1, max: 4 }) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('parse' as const), count: fc.integer({ min: 1, max: 4 }) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('act' as const), id: fc.constantFrom('a', 'b', 'c') }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constantFrom('repeat' as const, 'lose' as const) }) },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constantFrom('cut', 'screen', 'forget', 'restart', 'repaint', 'tick') }),
  },
);
type FuzzEvent = typeof event extends fc.Arbitrary<infer E> ? E : never;

function world() {
  const rig = clientRig();
  const sink = new MemorySink();
  sink.hold();
  const { client: link, clock, random, attachments } = rig;
  const mirror = new ChannelMirror(link, hubChannel);
  const log = new InputLog({ link, clock, random, terminal: TERMINAL });
  const stream = new OutputStream({ link, attachments, clock, terminal: TERMINAL, sink });
  link.connect();
  return { ...rig, sink, mirror, log, stream, typed: '', counter: 0 };
}

function happen(all: ReturnType<typeof world>, each: FuzzEvent): void {
  const { hub, line, clock, sink, log, stream } = all;
  if ('size' in each) hub.print(Uint8Array.from({ length: each.size }, () => all.counter++ & 255));
  else if ('text' in each) {
    all.typed += each.text;
    log.type(each.text);
  } else if ('id' in each)
    hub.act({ type: 'hub.trouble.raised', trouble: { id: each.id, text: 't', since: ++all.counter } });
  else if (each.do === 'toHub') line.flushToHub(each.count);
  else if (each.do === 'toClient') line.flushToClient(each.count);
  else if (each.do === 'parse') sink.parse(each.count);
  else if (each.do === 'cut') line.cut();
  else if (each.do === 'screen') hub.sendScreen();
  else if (each.do === 'forget') hub.forgetOutput();
  else if (each.do === 'repaint') stream.repaint();
  else if (each.do === 'repeat') hub.repeat(100);
  else if (each.do === 'lose') line.lose();
  else if (each.do === 'tick') clock.advance(100);
  else {
    line.cut();
    hub.restart(`log${++all.counter}`);
  }
}

test(
  'I1, I2, I14: whatever the line does, output is whole, input arrives once in order, and the mirror is true',
  async () => {
    await fc.assert(
      fc.asyncProperty(fc.boolean(), fc.array(event, { maxLength: 60 }), async (greeted, events) => {
        const all = world();
        if (greeted) await all.quiet();
        const { hub, clock, sink, log, mirror, stream, client } = all;
        for (const each of events) {
          happen(all, each);
          await settled();
        }
        // What comes last shows a client that something before it is missing.
        happen(all, { do: 'print', size: 1 });
        happen(all, { do: 'act', id: 'a' });
        for (let n = 0; n < 12; n++) {
          await all.quiet();
          sink.parse();
          // A person who is asked says yes; what matters here is that nothing doubles or is lost.
          if (log.state.kind === 'held') log.send();
          clock.advance(1_000);
        }
        await all.quiet();
        expect(client.state.kind).toBe('open');
        expect(Buffer.from(sink.content).equals(Buffer.from(hub.output))).toBe(true);
        expect(hub.typed).toBe(all.typed);
        expect(log.state.kind).toBe('clear');
        expect(mirror.state).toEqual(hub.state);
        expect(stream.state.kind).toBe('live');
        expect(hub.acks.at(-1) ?? 0).toBe(hub.output.length);
        for (const each of [stream, log, mirror, client]) each.dispose();
        await settled();
        expect(clock.pending).toBe(0);
      }),
      fuzzRuns(300),
    );
  },
  fuzzTimeout(120_000),
);
