import { err, ok, type Result } from '../base/result.ts';
import { joinBytes } from './bytes.ts';
import { TAG_LENGTH } from './crypto.ts';
import { type CipherState, MOST_MESSAGE, NoiseError } from './noise.ts';

/** WebSockets tell text from bytes, and so does the channel inside of them. */
export type FrameKind = 'text' | 'binary';

export interface OpenedFrame {
  readonly kind: FrameKind;
  readonly bytes: Uint8Array;
}

const BINARY = 1;
const MORE = 2;
const NOTHING = new Uint8Array(0);
/** Bytes of a frame in one message, beside the flags. */
const MOST_BYTES = MOST_MESSAGE - TAG_LENGTH - 1;

/**
 * Frames over a finished handshake: each is sealed into one message or, when it is long, into several. After the first
 * message that cannot be opened nothing more is accepted.
 */
export class SecureChannel {
  private readonly sending: CipherState;
  private readonly receiving: CipherState;
  private readonly most: number;
  private collected: Uint8Array[] = [];
  private size = 0;
  /** Its flags say so in each of its messages: `BINARY` or none. */
  private kind = 0;
  private broken = false;

  /** `most`: bytes of the longest frame that is accepted. */
  constructor(sending: CipherState, receiving: CipherState, most: number) {
    this.sending = sending;
    this.receiving = receiving;
    this.most = most;
  }

  /** The messages of a frame made of these parts, to be sent in this order, all of them. */
  seal(kind: FrameKind, parts: ReadonlyArray<Uint8Array>): Uint8Array<ArrayBuffer>[] {
    const length = parts.reduce((sum, part) => sum + part.length, 0);
    const flags = kind === 'binary' ? BINARY : 0;
    if (length <= MOST_BYTES) return [this.sealed(flags, parts)];
    const whole = joinBytes(parts);
    const messages: Uint8Array<ArrayBuffer>[] = [];
    for (let at = 0; at < length; at += MOST_BYTES) {
      const more = at + MOST_BYTES < length ? MORE : 0;
      messages.push(this.sealed(flags | more, [whole.subarray(at, at + MOST_BYTES)]));
    }
    return messages;
  }

  /** The frame that a message completes, or `more` while it does not. The error says what is wrong, for a log. */
  open(message: Uint8Array): Result<OpenedFrame | 'more', string> {
    if (this.broken) return err('the channel is broken');
    const opened = this.opened(message);
    if (!opened.ok) {
      this.broken = true;
      this.collected = [];
    }
    return opened;
  }

  private sealed(flags: number, parts: ReadonlyArray<Uint8Array>): Uint8Array<ArrayBuffer> {
    return this.sending.seal(NOTHING, joinBytes([Uint8Array.of(flags), ...parts]));
  }

  private opened(message: Uint8Array): Result<OpenedFrame | 'more', string> {
    if (message.length > MOST_MESSAGE) return err('a message is too long');
    let plaintext: Uint8Array;
    try {
      plaintext = this.receiving.open(NOTHING, message);
    } catch (error) {
      return err(error instanceof NoiseError ? error.message : 'a message cannot be opened');
    }
    const [flags] = plaintext;
    if (flags === undefined || flags > (BINARY | MORE)) return err('a message has unknown flags');
    if (this.collected.length > 0 && (flags & BINARY) !== this.kind) return err('a frame changes its kind');
    this.kind = flags & BINARY;
    const bytes = plaintext.subarray(1);
    this.size += bytes.length;
    if (this.size > this.most) return err('a frame is too long');
    this.collected.push(bytes);
    if ((flags & MORE) !== 0) return bytes.length === MOST_BYTES ? ok('more') : err('a message was cut for no reason');
    const [only = NOTHING] = this.collected;
    const frame = this.collected.length === 1 ? only : joinBytes(this.collected);
    this.collected = [];
    this.size = 0;
    return ok({ kind: (flags & BINARY) === 0 ? 'text' : 'binary', bytes: frame });
  }
}
