import { invariant } from '../../src-shared/base/invariant.ts';
import { RING_BYTES } from '../../src-shared/keeper-protocol/version.ts';

/** A quiet shell writes a prompt and no more; it should cost about that. */
const SMALLEST = 4096;

/** The last bytes of a stream, numbered from 0. It grows by doubling up to its limit and then forgets the oldest. */
export class OutputRing {
  private readonly limit: number;
  private bytes: Uint8Array<ArrayBuffer>;
  private end = 0;

  constructor(limit: number = RING_BYTES) {
    this.limit = limit;
    this.bytes = new Uint8Array(Math.min(SMALLEST, limit));
  }

  /** Bytes so far: the number of the next one. */
  get head(): number {
    return this.end;
  }

  /** The oldest byte that is still here. */
  get tail(): number {
    return Math.max(0, this.end - this.bytes.length);
  }

  get capacity(): number {
    return this.bytes.length;
  }

  append(chunk: Uint8Array): void {
    this.growFor(this.end + chunk.length);
    const kept = chunk.length > this.bytes.length ? chunk.subarray(chunk.length - this.bytes.length) : chunk;
    put(this.bytes, this.end + chunk.length - kept.length, kept);
    this.end += chunk.length;
  }

  /** A copy of the bytes from `from` up to `to`; both must be within tail and head. */
  read(from: number, to: number): Uint8Array<ArrayBuffer> {
    invariant(
      from >= this.tail && from <= to && to <= this.end,
      `ring read ${from}..${to} of ${this.tail}..${this.end}`,
    );
    const out = new Uint8Array(to - from);
    const at = from % this.bytes.length;
    const first = this.bytes.subarray(at, Math.min(at + out.length, this.bytes.length));
    out.set(first);
    out.set(this.bytes.subarray(0, out.length - first.length), first.length);
    return out;
  }

  /** Nothing was forgotten while it can still grow, so byte 0 is at index 0 and copying to the front keeps the numbering. */
  private growFor(end: number): void {
    let capacity = this.bytes.length;
    while (capacity < end && capacity < this.limit) capacity = Math.min(capacity * 2, this.limit);
    if (capacity === this.bytes.length) return;
    const grown = new Uint8Array(capacity);
    grown.set(this.bytes.subarray(0, this.end));
    this.bytes = grown;
  }
}

function put(bytes: Uint8Array, offset: number, chunk: Uint8Array): void {
  const at = offset % bytes.length;
  const room = bytes.length - at;
  if (chunk.length <= room) {
    bytes.set(chunk, at);
  } else {
    bytes.set(chunk.subarray(0, room), at);
    bytes.set(chunk.subarray(room), 0);
  }
}
