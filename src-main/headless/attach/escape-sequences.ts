/** What a piece of terminal output is, as far as we must know. */
export type Piece =
  /** CSI: parameters, intermediates and the final byte. */
  | { readonly kind: 'csi'; readonly body: string }
  /** OSC, DCS, APC and their like: what stands between introducer and terminator. */
  | { readonly kind: 'string'; readonly introducer: string; readonly body: string };

/** Strings longer than this are no queries: they pass as they come. */
const LONGEST = 4096;

const ESC = 0x1b;
const BEL = 0x07;
const ENQ = 0x05;
const CAN = 0x18;
const SUB = 0x1a;
const BACKSLASH = 0x5c;

type State = 'ground' | 'escape' | 'csi' | 'string' | 'stringEscape' | 'skipping' | 'skippingEscape';

/**
 * Takes escape sequences out of terminal output on the word of `keep`. A sequence that is not complete is held back
 * until it is; everything else passes at once. Sequences are judged whole, whatever pieces they came in.
 */
export class SequenceFilter {
  private readonly keep: (piece: Piece) => boolean;
  private state: State = 'ground';
  private held: number[] = [];
  private introducer = '';

  constructor(keep: (piece: Piece) => boolean) {
    this.keep = keep;
  }

  /** Forgets half a sequence: what follows starts anew. */
  reset(): void {
    this.state = 'ground';
    this.held = [];
  }

  push(bytes: Uint8Array): Uint8Array {
    if (this.state === 'ground' && !bytes.includes(ESC) && !bytes.includes(ENQ)) return bytes;
    const out = new Uint8Array(bytes.length + this.held.length);
    let length = 0;
    const emit = (part: readonly number[]): void => {
      out.set(part, length);
      length += part.length;
    };
    for (const byte of bytes) {
      if (this.state === 'ground' && byte !== ESC) {
        // ENQ asks for the answerback string.
        if (byte !== ENQ) out[length++] = byte;
      } else this.step(byte, emit);
    }
    return out.subarray(0, length);
  }

  private step(byte: number, emit: (part: readonly number[]) => void): void {
    switch (this.state) {
      case 'ground':
        this.held = [byte];
        this.state = 'escape';
        return;
      case 'escape':
        this.afterEscape(byte, emit);
        return;
      case 'csi':
        this.inCsi(byte, emit);
        return;
      case 'string':
      case 'stringEscape':
        this.inString(byte, emit);
        return;
      default:
        this.inSkipped(byte, emit);
    }
  }

  private afterEscape(byte: number, emit: (part: readonly number[]) => void): void {
    this.held.push(byte);
    const letter = String.fromCharCode(byte);
    if (letter === '[') this.state = 'csi';
    else if (']P_^X'.includes(letter)) {
      this.state = 'string';
      this.introducer = letter;
    } else if (byte === ESC) {
      // The first one came to nothing.
      emit([ESC]);
      this.held = [ESC];
    } else {
      // ESC Z asks who we are.
      if (letter !== 'Z') emit(this.held);
      this.reset();
    }
  }

  private inCsi(byte: number, emit: (part: readonly number[]) => void): void {
    this.held.push(byte);
    const over = byte >= 0x40 && byte <= 0x7e;
    if (byte === ESC || byte === CAN || byte === SUB || this.held.length > LONGEST) this.giveUp(byte, emit);
    else if (over) {
      if (this.keep({ kind: 'csi', body: ascii(this.held.slice(2)) })) emit(this.held);
      this.reset();
    }
  }

  private inString(byte: number, emit: (part: readonly number[]) => void): void {
    this.held.push(byte);
    const terminated = byte === BEL || (this.state === 'stringEscape' && byte === BACKSLASH);
    if (terminated) {
      const body = ascii(this.held.slice(2, byte === BEL ? -1 : -2));
      if (this.keep({ kind: 'string', introducer: this.introducer, body })) emit(this.held);
      this.reset();
    } else if (byte === CAN || byte === SUB) this.giveUp(byte, emit);
    else if (this.state === 'stringEscape') this.restart(byte, emit);
    else if (byte === ESC) this.state = 'stringEscape';
    else if (this.held.length > LONGEST) this.judgeLong(emit);
  }

  /** A string that will not end soon is judged by its beginning. */
  private judgeLong(emit: (part: readonly number[]) => void): void {
    const kept = this.keep({ kind: 'string', introducer: this.introducer, body: ascii(this.held.slice(2)) });
    if (kept) emit(this.held);
    this.held = [];
    // What passes needs no more watching than its end, and the terminal finds that itself.
    this.state = kept ? 'ground' : 'skipping';
  }

  private inSkipped(byte: number, emit: (part: readonly number[]) => void): void {
    if (byte === BEL || byte === CAN || byte === SUB) this.reset();
    else if (this.state === 'skipping') this.state = byte === ESC ? 'skippingEscape' : 'skipping';
    else if (byte === BACKSLASH) this.reset();
    else this.restart(byte, emit);
  }

  /** ESC inside a string ends it and begins another sequence. */
  private restart(byte: number, emit: (part: readonly number[]) => void): void {
    this.held = [ESC];
    this.state = 'escape';
    this.afterEscape(byte, emit);
  }

  private giveUp(byte: number, emit: (part: readonly number[]) => void): void {
    if (byte === ESC) {
      this.held = [ESC];
      this.state = 'escape';
      return;
    }
    emit(this.held);
    this.reset();
  }
}

function ascii(bytes: readonly number[]): string {
  return String.fromCharCode(...bytes);
}
