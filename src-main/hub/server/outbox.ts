import type { Socket } from 'node:net';
import type { EndFrame, SizeFrame } from '../../../src-shared/protocol/codec.ts';
import { encodeBinary, FRAME_HEADER, type ScreenFrame, writeOutputHeader } from '../../../src-shared/protocol/codec.ts';
import type { FrameKind, SecureChannel } from '../../../src-shared/secure/secure-channel.ts';
import { BINARY, headerSize, TEXT, writeHeader } from './frame-writer.ts';
import { SERVER_LIMITS } from './server-limits.ts';

/**
 * Up to here bytes are copied behind their header, which is cheaper than a second entry in the socket's queue; longer
 * ones are written without a copy. Measured on loopback: the lines cross between 1 and 4 KiB.
 */
const COPY_UP_TO = 2048;

interface OutboxOptions {
  readonly socket: Socket;
  /** What every frame goes through on an encrypted line. */
  readonly channel?: SecureChannel | undefined;
  /** Whether frames may still be written: nothing may follow a close frame. */
  readonly isWritable: () => boolean;
  /** The client lets control messages pile up; called at most until the owner closes the connection. */
  readonly onTooSlow: () => void;
}

/**
 * A client's way out: whole frames, in order, straight onto its socket.
 *
 * It writes WebSocket frames itself, beside ws, which owns receiving and closing: ws would allocate options for each
 * message and know no way to send two buffers as one. Both write only whole frames, synchronously (no deflate, no
 * blobs, no fragments), so they cannot cut into each other. Everything written in one turn of the event loop goes out
 * in one system call when the turn ends; nothing waits for a timer.
 */
export class Outbox {
  private readonly socket: Socket;
  private readonly channel: SecureChannel | undefined;
  private readonly isWritable: () => boolean;
  private readonly onTooSlow: () => void;
  private corked = false;

  constructor(options: OutboxOptions) {
    this.socket = options.socket;
    this.channel = options.channel;
    this.isWritable = options.isWritable;
    this.onTooSlow = options.onTooSlow;
  }

  /** Bytes that the kernel has not taken yet. */
  get backlog(): number {
    return this.socket.writableLength;
  }

  /** A JSON-RPC frame. */
  text(json: string): void {
    if (!this.takesControl()) return;
    if (this.channel !== undefined) {
      this.sealed(this.channel, 'text', [Buffer.from(json)]);
      return;
    }
    const length = Buffer.byteLength(json);
    const header = headerSize(length);
    const frame = Buffer.allocUnsafe(header + length);
    writeHeader(frame, TEXT, length);
    frame.write(json, header);
    this.cork();
    this.socket.write(frame);
  }

  /** A small binary frame or a screen. */
  control(frame: ScreenFrame | SizeFrame | EndFrame): void {
    if (!this.takesControl()) return;
    const payload = encodeBinary(frame);
    if (this.channel !== undefined) {
      this.sealed(this.channel, 'binary', [payload]);
      return;
    }
    const header = Buffer.allocUnsafe(headerSize(payload.length));
    writeHeader(header, BINARY, payload.length);
    this.cork();
    this.socket.write(header);
    this.socket.write(payload);
  }

  /** Terminal output; false when it was not taken. `bytes` must not change afterwards: they may be written later. */
  output(stream: number, offset: number, bytes: Uint8Array): boolean {
    if (!this.isWritable() || this.socket.writableLength > SERVER_LIMITS.outputBacklog) return false;
    if (this.channel !== undefined) {
      const header = new Uint8Array(FRAME_HEADER);
      writeOutputHeader(header, 0, stream, offset);
      this.sealed(this.channel, 'binary', [header, bytes]);
      return true;
    }
    const length = FRAME_HEADER + bytes.length;
    const at = headerSize(length);
    const copied = bytes.length <= COPY_UP_TO;
    const head = Buffer.allocUnsafe(copied ? at + length : at + FRAME_HEADER);
    writeHeader(head, BINARY, length);
    writeOutputHeader(head, at, stream, offset);
    this.cork();
    if (copied) head.set(bytes, at + FRAME_HEADER);
    this.socket.write(head);
    if (!copied) this.socket.write(bytes);
    return true;
  }

  /** The channel numbers its messages: what is sealed must be written, and in this order. */
  private sealed(channel: SecureChannel, kind: FrameKind, parts: ReadonlyArray<Uint8Array>): void {
    this.cork();
    for (const message of channel.seal(kind, parts)) {
      const header = Buffer.allocUnsafe(headerSize(message.length));
      writeHeader(header, BINARY, message.length);
      this.socket.write(header);
      this.socket.write(message);
    }
  }

  private takesControl(): boolean {
    if (!this.isWritable()) return false;
    if (this.socket.writableLength <= SERVER_LIMITS.controlBacklog) return true;
    this.onTooSlow();
    return false;
  }

  private cork(): void {
    if (this.corked) return;
    this.corked = true;
    this.socket.cork();
    process.nextTick(this.uncork);
  }

  private readonly uncork = (): void => {
    this.corked = false;
    this.socket.uncork();
  };
}
