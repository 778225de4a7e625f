import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Emitter } from '../../../src-shared/base/emitter.ts';
import { err, ok, type Result } from '../../../src-shared/base/result.ts';
import { fuzzRuns } from '../../../src-shared/base/testing/fuzz.ts';
import { ProtocolError } from '../../../src-shared/protocol/errors.ts';
import type { OutputStream, Size } from '../caller.ts';
import { ManualClock } from '../testing/manual-clock.ts';
import { Attachment, type Source } from './attachment.ts';
import type { Answer } from './keeper-link.ts';
import { Patience } from './patience.ts';

type Settle = (outcome: Result<Answer<'catchUp'>, ProtocolError>) => void;

const BUDGET = 64;
const RING = 300;
/** Byte n of the output, so that each says where it belongs. */
const byteAt = (n: number): number => (n * 7 + (n >> 5)) & 255;
const span = (from: number, to: number): Uint8Array =>
  Uint8Array.from({ length: to - from }, (_, i) => byteAt(from + i));

/** A client that checks all it gets, with a budget like the server's. */
class PaperStream implements OutputStream {
  readonly number = 1;
  readonly pace = 1;
  position: number | null = null;
  unacknowledged = 0;
  size_: Size | null = null;
  screens = 0;
  endedAt: number | null = null;
  refused = false;
  private readonly ready = new Emitter<void>();
  readonly onReady = this.ready.event;

  output(offset: number, bytes: Uint8Array): boolean {
    expect(this.endedAt).toBeNull();
    if (this.unacknowledged > 0 && this.unacknowledged + bytes.length > BUDGET) {
      this.refused = true;
      return false;
    }
    if (this.position !== null) expect(offset).toBe(this.position);
    bytes.forEach((byte, i) => {
      expect(byte).toBe(byteAt(offset + i));
    });
    this.position = offset + bytes.length;
    this.unacknowledged += bytes.length;
    return true;
  }

  screen(offset: number, size: Size): void {
    expect(this.endedAt).toBeNull();
    this.screens++;
    // Nobody is taken back to what they have seen.
    if (this.position !== null) expect(offset).toBeGreaterThanOrEqual(this.position);
    this.position = offset;
    this.size_ = size;
    this.unacknowledged = 1;
    this.refused = true;
  }

  size(_offset: number, size: Size): void {
    this.size_ = size;
  }

  end(offset: number): void {
    expect(this.endedAt).toBeNull();
    this.endedAt = offset;
  }

  acknowledge(): void {
    this.unacknowledged = 0;
    if (!this.refused) return;
    this.refused = false;
    this.ready.fire();
  }

  dispose(): void {}
}

/** A keeper's side of one stream: a ring, an emulator that lags, and answers that wait until they are let go. */
class PaperSource implements Source {
  position: number | null = 0;
  size: Size = { cols: 80, rows: 24 };
  ended = false;
  head = 0;
  parsed = 0;
  readonly asked: { from: number | null; most: number; settle: Settle }[] = [];

  arrived(): void {}

  advanced(): void {}

  catchUp(from: number | null, most: number, settle: Settle): void {
    this.asked.push({ from, most, settle });
  }

  answer(): void {
    const asked = this.asked.shift();
    if (asked === undefined) return;
    const { from, most, settle } = asked;
    const position = this.head;
    if (from !== null && from >= position - RING && position - from <= most) {
      settle(ok({ result: { kind: 'bytes', offset: from, position }, data: span(from, position) }));
      return;
    }
    const near = position - this.parsed <= 100;
    const to = near ? position : this.parsed;
    const data = new Uint8Array(3 + to - this.parsed);
    data.set(span(this.parsed, to), 3);
    settle(
      ok({ result: { kind: 'screen', offset: this.parsed, position: to, size: this.size, screenBytes: 3 }, data }),
    );
  }

  breaks(): void {
    for (const { settle } of this.asked.splice(0)) settle(err(new ProtocolError('keeperUnavailable')));
  }
}

test('I1: a client that falls behind asks again only when it has room, and then sees every byte once or a screen', () => {
  const step = fc.oneof(
    {
      weight: 6,
      arbitrary: fc.record({ kind: fc.constant('output' as const), length: fc.integer({ min: 1, max: 120 }) }),
    },
    { weight: 3, arbitrary: fc.constant({ kind: 'acknowledge' as const }) },
    { weight: 4, arbitrary: fc.constant({ kind: 'answer' as const }) },
    { weight: 2, arbitrary: fc.constant({ kind: 'parse' as const }) },
    { weight: 1, arbitrary: fc.constant({ kind: 'resize' as const }) },
    { weight: 1, arbitrary: fc.constant({ kind: 'lose' as const }) },
    { weight: 1, arbitrary: fc.constant({ kind: 'find' as const }) },
  );
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), fc.boolean(), (steps, fromStart) => {
      const source = new PaperSource();
      const stream = new PaperStream();
      const clock = new ManualClock();
      const attachment = new Attachment(stream, source, fromStart ? 0 : null, clock, new Patience());
      const find = (): void => {
        source.position ??= source.head;
        attachment.resume();
      };
      attachment.resume();
      for (const each of steps) {
        if (each.kind === 'output') {
          const from = source.head;
          source.head += each.length;
          if (source.position !== null) {
            source.position = source.head;
            attachment.output(from, span(from, source.head));
          }
        } else if (each.kind === 'acknowledge') stream.acknowledge();
        else if (each.kind === 'answer') source.answer();
        else if (each.kind === 'parse') source.parsed = source.head;
        else if (each.kind === 'resize') {
          source.size = { cols: source.size.cols + 1, rows: 24 };
          if (source.position !== null) attachment.resized(source.head, source.size);
        } else if (each.kind === 'lose') {
          source.position = null;
          source.breaks();
          attachment.pause();
        } else find();
        expect(source.asked.length).toBeLessThanOrEqual(1);
      }
      // Quiet at last: everybody comes to the end.
      find();
      source.parsed = source.head;
      source.ended = true;
      attachment.finish();
      for (let i = 0; i < 400 && stream.endedAt === null; i++) {
        source.answer();
        stream.acknowledge();
        // A screen that is too old is asked for again a moment later.
        clock.advance(50);
      }
      expect(stream.endedAt).toBe(source.head);
      expect(stream.position ?? 0).toBe(source.head);
      expect(stream.size_ ?? source.size).toEqual(source.size);
      attachment.dispose();
    }),
    fuzzRuns(3000),
  );
});

test('a screen that is itself behind is followed by the next only after the client has seen it', () => {
  const source = new PaperSource();
  source.position = source.head = 10_000;
  source.parsed = 2_000;
  const stream = new PaperStream();
  const attachment = new Attachment(stream, source, null, new ManualClock(), new Patience());
  attachment.resume();
  source.answer();
  expect(stream.screens).toBe(1);
  expect(source.asked).toHaveLength(0);
  stream.acknowledge();
  expect(source.asked).toHaveLength(1);
  source.parsed = 10_000;
  // The pace allows 64 KiB, so the rest comes as bytes if the ring had it; it has not.
  source.answer();
  expect(stream.screens).toBe(2);
  expect(attachment.kind).toBe('live');
});

test('nobody is taken back to what they have seen: a screen from before it is asked for again a moment later', () => {
  const source = new PaperSource();
  source.position = source.head = 1_000;
  source.parsed = 200;
  const stream = new PaperStream();
  const clock = new ManualClock();
  const attachment = new Attachment(stream, source, 500, clock, new Patience());
  attachment.resume();
  source.answer();
  expect([stream.screens, source.asked.length]).toEqual([0, 0]);
  clock.advance(50);
  expect(source.asked).toHaveLength(1);
  source.parsed = 1_000;
  source.answer();
  expect([stream.screens, stream.position, attachment.kind]).toEqual([1, 1_000, 'live']);
});

test('what is no more in a keeper is shown from the last saved screen and then ends', () => {
  const stream = new PaperStream();
  const attachment = new Attachment(stream, new PaperSource(), null, new ManualClock(), new Patience());
  attachment.showSaved({ offset: 77, size: { cols: 80, rows: 24 }, bytes: new Uint8Array(5) });
  expect([stream.screens, stream.endedAt]).toEqual([1, 77]);
});
