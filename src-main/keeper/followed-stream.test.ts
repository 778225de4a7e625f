import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fuzzRuns } from '../../src-shared/base/testing/fuzz.ts';
import { ManualClock } from '../hub/testing/manual-clock.ts';
import { FollowedStream, type StreamSink } from './followed-stream.ts';
import { Output } from './output.ts';

/** Takes what is pushed and looks whether each frame has the bytes that it says. */
class Sink implements StreamSink {
  hasRoom = true;
  bytes = 0;
  position: number;
  readonly due = new Set<FollowedStream>();

  constructor(position: number) {
    this.position = position;
  }

  output(_number: number, offset: number, chunks: readonly Uint8Array[], length: number): void {
    expect(chunks.reduce((sum, chunk) => sum + chunk.length, 0)).toBe(length);
    expect(length).toBeGreaterThan(0);
    expect(offset).toBe(this.position);
    this.position += length;
    this.bytes += length;
  }

  resized(): void {}

  gap(_number: number, position: number): void {
    this.position = position;
  }

  flushSoon(stream: FollowedStream): void {
    this.due.add(stream);
  }

  caughtUp(): void {}
}

test('a stream that is given up while output is gathered sends nothing more', () => {
  const output = new Output(() => {});
  const sink = new Sink(0);
  const stream = new FollowedStream(1, output, sink, new ManualClock());
  for (let n = 0; n < 4; n++) output.append(new Uint8Array(4096));
  expect(sink.due.size).toBe(1);
  const before = sink.bytes;
  stream.dispose();
  stream.flush();
  expect(sink.bytes).toBe(before);
});

test('whatever happens in whatever order, every frame has the bytes that it says and follows on the one before', () => {
  const step = fc.oneof(
    fc.record({ append: fc.integer({ min: 1, max: 200_000 }) }),
    fc.record({ wait: fc.integer({ min: 0, max: 5 }) }),
    fc.constantFrom('flush', 'acknowledge', 'room', 'no room', 'resize', 'give up'),
  );
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const clock = new ManualClock();
      const output = new Output(() => {});
      const sink = new Sink(0);
      const stream = new FollowedStream(1, output, sink, clock);
      let sent = Number.POSITIVE_INFINITY;
      for (const each of steps) {
        if (typeof each === 'object' && 'append' in each) output.append(new Uint8Array(each.append));
        else if (typeof each === 'object') clock.advance(each.wait);
        else if (each === 'flush') stream.flush();
        else if (each === 'acknowledge') stream.acknowledge(stream.position);
        else if (each === 'room') sink.hasRoom = true;
        else if (each === 'no room') sink.hasRoom = false;
        else if (each === 'resize') output.resized({ cols: 80, rows: 24 });
        else {
          stream.dispose();
          sent = sink.bytes;
        }
        stream.advance();
        expect(sink.bytes).toBeLessThanOrEqual(sent);
      }
      stream.dispose();
    }),
    fuzzRuns(500),
  );
});
