/** What a piece of terminal output is, as far as we must know. */
export type Piece =
  /** CSI: parameters, intermediates and the final byte. */
  | { readonly kind: 'csi'; readonly body: string }
  /** OSC, DCS, APC and their like: what stands between introducer and terminator. */
  | { readonly kind: 'string'; readonly introducer: string; readonly body: string };

/** Strings longer than this are no queries: they pass as they come. No CSI is as long. */
const LONGEST = 4096;

const ESC = 0x1b;
const BEL = 0x07;
const ENQ = 0x05;
const CAN = 0x18;
const SUB = 0x1a;
const DEL = 0x7f;
const BACKSLASH = 0x5c;

/** First byte of U+0080 to U+00BF in UTF-8, and the range of the second where it is a C1 control. */
const C1_LEAD = 0xc2;
const C1_FIRST = 0x80;
const C1_LAST = 0x9f;

type State = 'ground' | 'escape' | 'csi' | 'longCsi' | 'string' | 'stringEscape' | 'skipping' | 'skippingEscape';

/**
 * Takes escape sequences out of terminal output on the word of `keep`. A sequence that is not complete is held back
 * until it is; everything else passes at once. Sequences are judged whole, whatever pieces they came in, as a terminal
 * would understand them: with C1 controls spelled as two letters, and without the controls that stand inside them.
 */
export class SequenceFilter {
  private readonly keep: (piece: Piece) => boolean;
  private state: State = 'ground';
  private held: number[] = [];
  private introducer = '';
  /** The last byte of the piece before was the first of what may be a C1 control. */
  private atLead = false;
  /** What passes of the piece at hand. */
  private out = new Uint8Array(0);
  private length = 0;

  constructor(keep: (piece: Piece) => boolean) {
    this.keep = keep;
  }

  /** Forgets half a sequence: what follows starts anew. */
  reset(): void {
    this.ground();
    this.atLead = false;
  }

  push(bytes: Uint8Array): Uint8Array {
    if (this.isPlain(bytes)) return bytes;
    // Nothing becomes longer: at most what was held comes on top.
    this.out = new Uint8Array(this.held.length + bytes.length + 2);
    this.length = 0;
    for (const byte of bytes) {
      if (this.atLead) {
        this.atLead = false;
        const isC1 = byte >= C1_FIRST && byte <= C1_LAST;
        this.step(isC1 ? ESC : C1_LEAD);
        this.step(isC1 ? byte - 0x40 : byte);
      } else if (byte === C1_LEAD) this.atLead = true;
      else this.step(byte);
    }
    return this.out.subarray(0, this.length);
  }

  private emit(byte: number): void {
    this.out[this.length++] = byte;
  }

  private emitHeld(): void {
    this.out.set(this.held, this.length);
    this.length += this.held.length;
  }

  private isPlain(bytes: Uint8Array): boolean {
    if (this.state !== 'ground' || this.atLead) return false;
    return !bytes.includes(ESC) && !bytes.includes(ENQ) && !bytes.includes(C1_LEAD);
  }

  private ground(): void {
    this.state = 'ground';
    this.held = [];
  }

  private step(byte: number): void {
    switch (this.state) {
      case 'ground':
        if (byte === ESC) this.begin();
        // ENQ asks for the answerback string.
        else if (byte !== ENQ) this.emit(byte);
        return;
      case 'escape':
        this.afterEscape(byte);
        return;
      case 'csi':
      case 'longCsi':
        this.inCsi(byte);
        return;
      case 'string':
      case 'stringEscape':
        this.inString(byte);
        return;
      default:
        this.inSkipped(byte);
    }
  }

  private begin(): void {
    this.state = 'escape';
    this.held = [ESC];
  }

  private afterEscape(byte: number): void {
    const letter = String.fromCharCode(byte);
    if (byte === ESC) this.begin();
    else if (byte === CAN || byte === SUB) this.ground();
    else if (isControl(byte)) this.execute(byte);
    else {
      this.held.push(byte);
      if (letter === '[') this.state = 'csi';
      else if (']P_^X'.includes(letter)) {
        this.state = 'string';
        this.introducer = letter;
      } else {
        // ESC Z asks who we are.
        if (letter !== 'Z') this.emitHeld();
        this.ground();
      }
    }
  }

  private inCsi(byte: number): void {
    if (byte === ESC) this.begin();
    else if (byte === CAN || byte === SUB) this.ground();
    else if (isControl(byte)) this.execute(byte);
    else if (byte >= 0x40 && byte <= 0x7e) {
      this.held.push(byte);
      const isKept = this.state === 'csi' && this.keep({ kind: 'csi', body: ascii(this.held.slice(2)) });
      if (isKept) this.emitHeld();
      this.ground();
    } else if (byte >= 0x80) {
      // No CSI: terminals do not agree on what this is, so none of it passes but the letter.
      this.ground();
      this.step(byte);
    } else if (this.held.length > LONGEST) this.state = 'longCsi';
    else this.held.push(byte);
  }

  /** Terminals do at once what a control inside a sequence says, and go on with the sequence. */
  private execute(byte: number): void {
    if (byte !== ENQ && byte !== DEL && byte !== 0) this.emit(byte);
  }

  private inString(byte: number): void {
    if (this.state === 'stringEscape' && byte !== BACKSLASH) this.restart(byte);
    else if (this.endsString(byte)) {
      if (this.keep({ kind: 'string', introducer: this.introducer, body: ascii(this.held.slice(2)) }))
        this.emitString(byte);
      this.ground();
    } else if (byte === ESC) this.state = 'stringEscape';
    else if (!isControl(byte)) {
      // Controls are no part of what the terminal reads.
      this.held.push(byte);
      if (this.held.length > LONGEST) this.judgeLong();
    }
  }

  private emitString(terminator: number): void {
    this.emitHeld();
    if (terminator === BACKSLASH) this.emit(ESC);
    this.emit(terminator);
  }

  /** BEL ends an OSC alone. CAN and SUB break a string off, and some terminals act on it all the same. */
  private endsString(byte: number): boolean {
    if (byte === BEL) return this.introducer === ']';
    return byte === CAN || byte === SUB || this.state === 'stringEscape';
  }

  /** A string that will not end soon is judged by its beginning. */
  private judgeLong(): void {
    const kept = this.keep({ kind: 'string', introducer: this.introducer, body: ascii(this.held.slice(2)) });
    if (kept) this.emitHeld();
    this.held = [];
    // What passes needs no more watching than its end, and the terminal finds that itself.
    this.state = kept ? 'ground' : 'skipping';
  }

  private inSkipped(byte: number): void {
    if (byte === CAN || byte === SUB || (byte === BEL && this.introducer === ']')) this.ground();
    else if (this.state === 'skipping') this.state = byte === ESC ? 'skippingEscape' : 'skipping';
    else if (byte === BACKSLASH) this.ground();
    else this.restart(byte);
  }

  /** ESC inside a string ends it and begins another sequence. */
  private restart(byte: number): void {
    this.begin();
    this.afterEscape(byte);
  }
}

function isControl(byte: number): boolean {
  return byte < 0x20 || byte === DEL;
}

function ascii(bytes: readonly number[]): string {
  return String.fromCharCode(...bytes);
}
