import type { LiveTerminal } from '../../../ui/terminal/live-terminal.ts';
import { cleanPaste } from '../../../ui/terminal/paste.ts';
import type { DirectTarget } from '../input/direct-input.ts';
import type { BarKey } from '../keys/key-bar-items.ts';
import { anyHeld, keyBytes, NO_MODIFIERS, withModifiers } from '../keys/key-bytes.ts';
import type { StickyModifiers } from '../keys/sticky-modifiers.ts';
import type { Driving } from './driving.ts';

export interface TypingOptions {
  readonly live: LiveTerminal;
  readonly driving: Driving;
  readonly sticky: StickyModifiers;
  /** A keyboard was found to compose its letters into another script. */
  readonly composes: () => void;
  /** Typing is not for this screen now; says why. */
  readonly refused: () => void;
  /** Something went out. */
  readonly went: () => void;
}

/** Everything that is typed, from wherever, on its way to the program. */
export class Typing implements DirectTarget {
  private readonly options: TypingOptions;

  constructor(options: TypingOptions) {
    this.options = options;
  }

  /** Bytes as they are. */
  bytes(bytes: string): void {
    const { live, driving, refused, went } = this.options;
    if (!driving.mayType) {
      refused();
      return;
    }
    driving.take();
    live.input.type(bytes);
    went();
  }

  text(text: string): boolean {
    const held = this.options.sticky.take();
    this.bytes(withModifiers(text, held));
    return anyHeld(held);
  }

  composes(): void {
    this.options.composes();
  }

  erase(count: number): void {
    this.bytes('\x7f'.repeat(count));
  }

  /** A key of the soft keyboard, with what the bar holds for it. */
  key(key: string, ctrl = false): void {
    const held = this.options.sticky.take();
    this.named(key, { ...held, ctrl: held.ctrl || ctrl });
  }

  /** Pastes by the rules of pasting; asks where several lines would run. */
  paste(text: string): void {
    const { live, driving, refused, went } = this.options;
    if (text === '') return;
    if (!driving.mayType) {
      refused();
      return;
    }
    driving.take();
    void live.paste(text).then(went);
  }

  /** A key of the bar, but for those that are no typing. */
  bar(key: BarKey): void {
    if (key.kind === 'key') this.named(key.key, this.options.sticky.take());
    else if (key.kind === 'chord') {
      const held = this.options.sticky.take();
      this.named(key.key, {
        ctrl: held.ctrl || key.ctrl,
        alt: held.alt || key.alt,
        shift: held.shift || key.shift,
      });
    } else if (key.kind === 'snippet') this.snippet(key.text, key.enter);
  }

  /** A line that was written first: the text as a paste, then Enter. */
  line(text: string): void {
    const lines = text.replace(/\s+$/, '');
    if (lines === '') this.named('Enter', NO_MODIFIERS);
    else if (cleanPaste(lines).includes('\r')) this.several(lines);
    else this.bytes(`${cleanPaste(lines)}\r`);
  }

  private several(text: string): void {
    const { live, driving, refused, went } = this.options;
    if (!driving.mayType) {
      refused();
      return;
    }
    driving.take();
    void live.paste(text, '\r').then(went);
  }

  private snippet(text: string, enter: boolean): void {
    this.bytes(cleanPaste(text) + (enter ? '\r' : ''));
  }

  private named(key: string, held: Parameters<typeof keyBytes>[1]): void {
    const { applicationCursor } = this.options.live.view.cells;
    const bytes = keyBytes(key, held, { applicationCursor });
    if (bytes !== undefined) this.bytes(bytes);
  }
}
