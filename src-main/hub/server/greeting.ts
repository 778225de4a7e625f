import type { Socket } from 'node:net';
import type { Clock } from '../../../src-shared/base/clock.ts';
import type { Disposable } from '../../../src-shared/base/disposable.ts';
import type { Log } from '../../../src-shared/base/log.ts';
import { decodeText } from '../../../src-shared/protocol/codec.ts';
import { ProtocolError } from '../../../src-shared/protocol/errors.ts';
import type { SignedFor } from '../../../src-shared/protocol/frames.ts';
import { HELLO_DEADLINE_MS, LIMITS } from '../../../src-shared/protocol/limits.ts';
import { type Accepted, type Authenticator, type HelloFrom, readHello } from './hello.ts';

interface GreetingOptions {
  readonly socket: Socket;
  readonly signedFor: SignedFor;
  readonly from: HelloFrom;
  readonly authenticator: Authenticator;
  readonly clock: Clock;
  readonly log: Log;
  readonly onAccepted: (id: number, accepted: Accepted) => void;
  /** `id` is null when the frame could not even be read. Also called when the deadline has passed. */
  readonly onRefused: (id: number | null, error: ProtocolError) => void;
}

/** One frame of the largest size, with its WebSocket header. */
const MOST_BYTES = LIMITS.helloFrame + 16;

/** The time before hello is accepted: one frame, of bounded size, in bounded time, or the connection ends. */
export class Greeting implements Disposable {
  private readonly options: GreetingOptions;
  private readonly deadline: Disposable;
  private readonly readBefore: number;
  private checking = false;
  private over = false;

  constructor(options: GreetingOptions) {
    this.options = options;
    this.readBefore = options.socket.bytesRead;
    this.deadline = options.clock.after(HELLO_DEADLINE_MS, () => {
      this.refuse(null, new ProtocolError('helloExpected', 'No hello came in time.'));
    });
    options.socket.on('data', this.onBytes);
  }

  onMessage(data: Buffer, isBinary: boolean): void {
    if (this.over) return;
    if (data.length > LIMITS.helloFrame) {
      this.refuse(null, new ProtocolError('tooLarge'));
      return;
    }
    const decoded = isBinary ? undefined : decodeText(data.toString());
    if (decoded?.ok === false) {
      this.refuse(null, new ProtocolError(decoded.error));
      return;
    }
    const frame = decoded?.value.kind === 'request' ? decoded.value.frame : undefined;
    if (frame === undefined || this.checking) {
      this.refuse(frame?.id ?? null, new ProtocolError('helloExpected'));
      return;
    }
    this.checking = true;
    const { signedFor, authenticator, from } = this.options;
    readHello(frame, signedFor, authenticator, from).then(
      (result) => (result.ok ? this.accept(frame.id, result.value) : this.refuse(frame.id, result.error)),
      (error: unknown) => {
        this.options.log.error('hello could not be checked', { error: String(error) });
        this.refuse(frame.id, new ProtocolError('internal'));
      },
    );
  }

  dispose(): void {
    this.over = true;
    this.deadline.dispose();
    this.options.socket.off('data', this.onBytes);
  }

  private accept(id: number, accepted: Accepted): void {
    // The deadline may have passed, or the client gone, while the signature was checked.
    if (this.over) return;
    this.dispose();
    this.options.onAccepted(id, accepted);
  }

  private refuse(id: number | null, error: ProtocolError): void {
    if (this.over) return;
    this.dispose();
    this.options.onRefused(id, error);
  }

  /**
   * ws has one limit for a connection's whole life, and that is the larger one of later. Before hello the bytes
   * themselves are counted, whatever frames they claim to be.
   */
  private readonly onBytes = (): void => {
    if (this.options.socket.bytesRead - this.readBefore > MOST_BYTES) this.refuse(null, new ProtocolError('tooLarge'));
  };
}
