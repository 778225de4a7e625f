import { holdsBack, turnedScript } from './composition-policy.ts';
import { type FieldChange, type FieldSent, fieldChange, SENTINEL } from './field-change.ts';

/** Where what was typed goes. */
export interface DirectTarget {
  /** Text for the program. True: modifiers made a key of it, which no correction can take back. */
  text(text: string): boolean;
  /** Presses Backspace so often. */
  erase(count: number): void;
  /** A key with a name (see `key-bytes.ts`), or with Ctrl. */
  key(key: string, ctrl?: boolean): void;
  /** Several lines at once: they are pasted, whatever they came as. */
  paste(text: string): void;
  /** This keyboard composes its letters into another script: from now on they are kept back. */
  composes(): void;
}

/** The part of an `InputEvent` that is looked at. */
export interface FieldEvent {
  readonly inputType: string;
  readonly data: string | null;
}

/** Past it the field starts afresh: no keyboard corrects what stands so far back. */
const LONGEST = 200;
const FRESH: FieldSent = { base: SENTINEL.length, text: '', floor: 0 };

/**
 * Turns what a soft keyboard does to a text field into what a program is sent, exactly once. Keyboards compose, correct
 * and replace in ways of their own, and tell of it in events of which each browser has other ones, or in another order;
 * what they agree on is the text that stands there afterwards. So the field is compared with what was sent of it, and
 * the difference goes out: characters to erase, then new ones.
 */
export class DirectInput {
  private readonly target: DirectTarget;
  /** Letters are sent while they are composed, unless this says that they will become something else. */
  private readonly keepsBack: () => boolean;
  private sent: FieldSent = FRESH;
  private composing = false;
  private holding = false;
  /** What was sent of the composition that is under way. */
  private composed = '';
  private pending: FieldChange | undefined;

  constructor(target: DirectTarget, keepsBack: () => boolean) {
    this.target = target;
    this.keepsBack = keepsBack;
  }

  /** Text under composition that was not sent. */
  get preedit(): string {
    return this.pending?.insert ?? '';
  }

  /** The field should begin afresh, which input methods only bear between two compositions. */
  get wantsReset(): boolean {
    const { base, text, floor } = this.sent;
    return !this.composing && (base < SENTINEL.length || floor > 0 || text.length > LONGEST);
  }

  /** The field holds the sentinel and nothing else. */
  reset(): void {
    this.sent = FRESH;
    this.composing = false;
    this.holding = false;
    this.composed = '';
    this.pending = undefined;
  }

  /** True when the browser must leave the field alone. */
  beforeInput({ inputType, data }: FieldEvent): boolean {
    switch (inputType) {
      case 'insertLineBreak':
      case 'insertParagraph':
        this.flush();
        this.target.key('Enter');
        return true;
      case 'insertFromPaste':
      case 'insertFromDrop':
      case 'insertFromYank':
        // Without its text here it is compared as everything else.
        if (data === null) return false;
        this.flush();
        this.target.paste(data);
        return true;
      case 'deleteContentForward':
        this.flush();
        this.target.key('Delete');
        return true;
      case 'historyUndo':
      case 'historyRedo':
        return true;
      default:
        return false;
    }
  }

  input({ inputType }: { readonly inputType: string }, value: string): void {
    // Safari takes the composed text out a moment before it puts the final one in.
    if (inputType !== 'deleteCompositionText') this.look(inputType, value);
  }

  compositionStart(): void {
    this.composing = true;
    this.composed = '';
    this.holding = this.keepsBack();
  }

  compositionUpdate(data: string): void {
    if (holdsBack(data)) this.holding = true;
  }

  /** `data`: the final text. */
  compositionEnd(data: string, value: string): void {
    this.composing = false;
    this.holding = false;
    if (turnedScript(this.composed, data)) this.target.composes();
    this.composed = '';
    this.look('insertCompositionText', value);
  }

  /**
   * Sends what is kept back, before a key that does not come through the field; no correction reaches behind it. True
   * when a composition was cut short by it: then the field must begin afresh at once.
   */
  flush(): boolean {
    const { pending } = this;
    this.pending = undefined;
    if (pending !== undefined) this.send('insertText', pending);
    this.final();
    return pending !== undefined;
  }

  private look(inputType: string, value: string): void {
    const change = fieldChange(this.sent, value);
    this.pending = this.composing && this.holding ? change : undefined;
    if (this.pending === undefined) this.send(inputType, change);
  }

  private send(inputType: string, change: FieldChange): void {
    this.sent = change.sent;
    const line = /^delete(Soft|Hard)LineBackward$/.test(inputType);
    if (change.before > 0 && line) {
      this.target.key('u', true);
      return;
    }
    if (change.erase > 0) this.target.erase(change.erase);
    if (change.before > 0) this.eraseBefore(inputType, change.before);
    if (change.insert !== '') this.insert(inputType, change.insert);
  }

  /** Erasing goes on past what the field knows of. */
  private eraseBefore(inputType: string, count: number): void {
    if (inputType === 'deleteWordBackward') this.target.key('w', true);
    else if (inputType.startsWith('delete')) this.target.erase(count);
  }

  private insert(inputType: string, text: string): void {
    const lines = text.replace(/\r\n?/g, '\n');
    if (lines === '\n') {
      this.target.key('Enter');
      this.final();
    } else if (lines.includes('\n') || inputType === 'insertFromPaste') {
      this.target.paste(text);
      this.final();
    } else {
      if (this.composing) this.composed += text;
      if (this.target.text(text)) this.final();
    }
  }

  /** What stands in the field now is not taken back. */
  private final(): void {
    this.sent = { ...this.sent, floor: this.sent.text.length };
  }
}
