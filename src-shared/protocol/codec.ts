import { invariant } from '../base/invariant.ts';
import { err, ok, type Result } from '../base/result.ts';
import {
  type AnswerFrame,
  answerSchema,
  type NotificationFrame,
  notificationSchema,
  type RequestFrame,
  requestSchema,
} from './frames.ts';

/**
 * Binary frames: 16 bytes of header, then bytes.
 *
 *     0  u8   kind
 *     1  u8   zero
 *     2  u16  zero
 *     4  u32  stream: the attachment's number on this connection, from `terminal.session.attach`
 *     8  u64  offset into the terminal's output, little-endian like the rest, at most 2^53-1
 *     16      bytes of the kind
 */
export const FRAME_HEADER = 16;

const KIND = { output: 1, screen: 2, ack: 3, size: 4, end: 5 } as const;

/** `bytes` of the terminal's output starting at `offset`. */
export interface OutputFrame {
  readonly kind: 'output';
  readonly stream: number;
  readonly offset: number;
  readonly bytes: Uint8Array;
}

/**
 * The screen as it was when output had come to `offset`: reset a terminal to `cols`×`rows`, write `bytes`, go on with
 * output from `offset`. Sent on attach, and instead of output that a slow client has missed. A client acknowledges
 * `offset` as soon as the screen is shown: until then its bytes count as unacknowledged.
 */
export interface ScreenFrame {
  readonly kind: 'screen';
  readonly stream: number;
  readonly offset: number;
  readonly cols: number;
  readonly rows: number;
  readonly bytes: Uint8Array;
}

/** Client to hub: everything up to `offset` is parsed and shown. */
export interface AckFrame {
  readonly kind: 'ack';
  readonly stream: number;
  readonly offset: number;
}

/** From `offset` on, the grid is `cols`×`rows`. */
export interface SizeFrame {
  readonly kind: 'size';
  readonly stream: number;
  readonly offset: number;
  readonly cols: number;
  readonly rows: number;
}

/** The terminal has ended and `offset` is its last byte; how it ended is in the terminal channel. */
export interface EndFrame {
  readonly kind: 'end';
  readonly stream: number;
  readonly offset: number;
}

export type BinaryFrame = OutputFrame | ScreenFrame | AckFrame | SizeFrame | EndFrame;

/** What makes a frame unreadable, in a few words for the log and the close reason. */
export type FrameFault = string;

function checkOffset(offset: number): void {
  invariant(Number.isSafeInteger(offset) && offset >= 0, `frame offset ${offset}`);
}

function writeHeader(view: DataView, kind: number, stream: number, offset: number): void {
  checkOffset(offset);
  view.setUint8(0, kind);
  view.setUint32(4, stream, true);
  view.setUint32(8, offset % 2 ** 32, true);
  view.setUint32(12, Math.floor(offset / 2 ** 32), true);
}

/**
 * Writes the header of an output frame to `target` at `at`, for senders that write header and bytes separately to save
 * a copy of the bytes. Byte by byte, since this runs for every frame and a view would be one more object.
 */
export function writeOutputHeader(target: Uint8Array, at: number, stream: number, offset: number): void {
  checkOffset(offset);
  const high = Math.floor(offset / 2 ** 32);
  target[at] = KIND.output;
  target[at + 1] = 0;
  target[at + 2] = 0;
  target[at + 3] = 0;
  for (let i = 0; i < 4; i++) {
    const shift = 8 * i;
    target[at + 4 + i] = stream >>> shift;
    target[at + 8 + i] = offset >>> shift;
    target[at + 12 + i] = high >>> shift;
  }
}

export function encodeBinary(frame: BinaryFrame): Uint8Array<ArrayBuffer> {
  const body =
    frame.kind === 'output'
      ? frame.bytes.length
      : frame.kind === 'screen'
        ? 4 + frame.bytes.length
        : frame.kind === 'size'
          ? 4
          : 0;
  const bytes = new Uint8Array(FRAME_HEADER + body);
  const view = new DataView(bytes.buffer);
  writeHeader(view, KIND[frame.kind], frame.stream, frame.offset);
  if (frame.kind === 'output') bytes.set(frame.bytes, FRAME_HEADER);
  if (frame.kind === 'screen' || frame.kind === 'size') {
    view.setUint16(FRAME_HEADER, frame.cols, true);
    view.setUint16(FRAME_HEADER + 2, frame.rows, true);
  }
  if (frame.kind === 'screen') bytes.set(frame.bytes, FRAME_HEADER + 4);
  return bytes;
}

/** Reads a binary frame. `bytes` of the result are a view on `data`, not a copy. */
export function decodeBinary(data: Uint8Array): Result<BinaryFrame, FrameFault> {
  if (data.length < FRAME_HEADER) return err(`binary frame of ${data.length} bytes is shorter than its header`);
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  if (view.getUint8(1) !== 0 || view.getUint16(2) !== 0) return err('reserved header bytes are not zero');
  const stream = view.getUint32(4, true);
  const offset = view.getUint32(8, true) + view.getUint32(12, true) * 2 ** 32;
  if (!Number.isSafeInteger(offset)) return err('offset is beyond 2^53');
  const kind = view.getUint8(0);
  const body = data.length - FRAME_HEADER;
  switch (kind) {
    case KIND.output:
      return ok({ kind: 'output', stream, offset, bytes: data.subarray(FRAME_HEADER) });
    case KIND.screen: {
      if (body < 4) return err('screen frame without a size');
      const cols = view.getUint16(FRAME_HEADER, true);
      const rows = view.getUint16(FRAME_HEADER + 2, true);
      return ok({ kind: 'screen', stream, offset, cols, rows, bytes: data.subarray(FRAME_HEADER + 4) });
    }
    case KIND.ack:
      return body === 0 ? ok({ kind: 'ack', stream, offset }) : err('ack frame with a body');
    case KIND.size: {
      if (body !== 4) return err('size frame of the wrong length');
      return ok({
        kind: 'size',
        stream,
        offset,
        cols: view.getUint16(FRAME_HEADER, true),
        rows: view.getUint16(FRAME_HEADER + 2, true),
      });
    }
    case KIND.end:
      return body === 0 ? ok({ kind: 'end', stream, offset }) : err('end frame with a body');
    default:
      return err(`unknown binary frame kind ${kind}`);
  }
}

export type TextFrame =
  | { readonly kind: 'request'; readonly frame: RequestFrame }
  | { readonly kind: 'answer'; readonly frame: AnswerFrame }
  | { readonly kind: 'notification'; readonly frame: NotificationFrame };

/** How deep JSON may nest. Ours needs five; the rest is somebody trying the parser. */
const MAX_DEPTH = 24;

function depthOf(text: string): number {
  let depth = 0;
  let deepest = 0;
  let inString = false;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (inString) {
      if (code === 0x5c) i++;
      else if (code === 0x22) inString = false;
    } else if (code === 0x22) inString = true;
    else if (code === 0x7b || code === 0x5b) deepest = Math.max(deepest, ++depth);
    else if (code === 0x7d || code === 0x5d) depth--;
  }
  return deepest;
}

/** Reads one JSON-RPC 2.0 frame. A fault names the entry of the error table that answers it. */
export function decodeText(text: string): Result<TextFrame, 'parseError' | 'invalidRequest'> {
  if (depthOf(text) > MAX_DEPTH) return err('invalidRequest');
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    // Not a swallow: the fault is the answer.
    return err('parseError');
  }
  if (typeof value !== 'object' || value === null) return err('invalidRequest');
  if ('method' in value) {
    if ('id' in value) {
      const request = requestSchema.safeParse(value);
      return request.success ? ok({ kind: 'request', frame: request.data }) : err('invalidRequest');
    }
    const notification = notificationSchema.safeParse(value);
    return notification.success ? ok({ kind: 'notification', frame: notification.data }) : err('invalidRequest');
  }
  const answer = answerSchema.safeParse(value);
  return answer.success ? ok({ kind: 'answer', frame: answer.data }) : err('invalidRequest');
}
