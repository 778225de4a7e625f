import { invariant } from '../base/invariant.ts';
import { KEEPER_FRAME } from './version.ts';

/**
 * The wire between hub and keeper, both ways:
 *
 *     0  u32  length of what follows, little-endian like the rest
 *     4  u8   kind
 *     5  u32  number: of a followed stream, or of the answer the data belongs to
 *     9  u64  offset
 *    17       bytes
 *
 * `control`: JSON, number and offset zero. `output`: bytes of a followed stream from offset. `ack`: the hub has taken
 * the stream up to offset. `data`: bytes that belong to the answer with that number; it comes right before the answer.
 */
export const KEEPER_HEADER = 17;

const KIND = { control: 0, output: 1, ack: 2, data: 3 } as const;
export type KeeperFrameKind = keyof typeof KIND;
const KINDS = Object.keys(KIND) as KeeperFrameKind[];

export interface KeeperFrame {
  readonly kind: KeeperFrameKind;
  readonly number: number;
  readonly offset: number;
  /** A view on the received buffer; copy it if you keep it. */
  readonly bytes: Uint8Array;
}

/** The header of a frame whose `length` bytes are written right after it. */
export function keeperHeader(
  kind: KeeperFrameKind,
  number: number,
  offset: number,
  length: number,
): Uint8Array<ArrayBuffer> {
  invariant(length <= KEEPER_FRAME, `keeper frame of ${length} bytes`);
  const header = new Uint8Array(KEEPER_HEADER);
  const view = new DataView(header.buffer);
  view.setUint32(0, KEEPER_HEADER - 4 + length, true);
  view.setUint8(4, KIND[kind]);
  view.setUint32(5, number, true);
  view.setUint32(9, offset % 2 ** 32, true);
  view.setUint32(13, Math.floor(offset / 2 ** 32), true);
  return header;
}

/** Cuts a byte stream into frames. Feed it what the socket gives; it throws on a frame that cannot be. */
export class KeeperFrameReader {
  private parts: Uint8Array[] = [];
  private held = 0;
  /** Bytes without which nothing more can be read; until then pieces are only kept, so that a large frame is joined once. */
  private needed = 4;
  private readonly onFrame: (frame: KeeperFrame) => void;

  constructor(onFrame: (frame: KeeperFrame) => void) {
    this.onFrame = onFrame;
  }

  push(chunk: Uint8Array): void {
    this.parts.push(chunk);
    this.held += chunk.length;
    if (this.held < this.needed) return;
    const data = joined(this.parts, this.held);
    this.needed = 4;
    let at = 0;
    while (data.length - at >= 4) {
      const view = new DataView(data.buffer, data.byteOffset + at);
      const length = view.getUint32(0, true);
      if (length < KEEPER_HEADER - 4 || length > KEEPER_FRAME + KEEPER_HEADER)
        throw new Error(`keeper frame of ${length} bytes`);
      if (data.length - at - 4 < length) {
        this.needed = 4 + length;
        break;
      }
      this.onFrame(readFrame(view, data.subarray(at + KEEPER_HEADER, at + 4 + length)));
      at += 4 + length;
    }
    this.held = data.length - at;
    this.parts = this.held === 0 ? [] : [data.subarray(at)];
  }
}

function joined(parts: readonly Uint8Array[], length: number): Uint8Array {
  if (parts.length === 1 && parts[0] !== undefined) return parts[0];
  const whole = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

function readFrame(view: DataView, bytes: Uint8Array): KeeperFrame {
  const kind = KINDS[view.getUint8(4)];
  if (kind === undefined) throw new Error(`keeper frame of kind ${view.getUint8(4)}`);
  const offset = view.getUint32(9, true) + view.getUint32(13, true) * 2 ** 32;
  if (!Number.isSafeInteger(offset)) throw new Error('keeper frame offset beyond 2^53');
  return { kind, number: view.getUint32(5, true), offset, bytes };
}
