import { Emitter, type Event } from '../../../../src-shared/base/emitter.ts';
import type { Modifiers } from './key-bytes.ts';

/** `once` holds for the next key, `locked` until it is tapped again. */
export type Hold = 'off' | 'once' | 'locked';
export type ModifierName = keyof Modifiers;
export type Holds = Readonly<Record<ModifierName, Hold>>;

/** Two taps within this many ms lock. */
export const DOUBLE_TAP_MS = 350;

const NONE: Holds = { ctrl: 'off', alt: 'off', shift: 'off' };

/** Ctrl, Alt and Shift for hands that press one key at a time: a tap holds for one key, a double tap locks. */
export class StickyModifiers {
  private current: Holds = NONE;
  private tapped: { readonly name: ModifierName; readonly at: number } | undefined;
  private readonly changes = new Emitter<Holds>();

  readonly onChange: Event<Holds> = this.changes.event;

  get holds(): Holds {
    return this.current;
  }

  /** `now` in monotonic ms. */
  tap(name: ModifierName, now: number): void {
    const again = this.tapped?.name === name && now - this.tapped.at <= DOUBLE_TAP_MS;
    this.tapped = { name, at: now };
    const hold = this.current[name];
    this.become({ ...this.current, [name]: hold === 'off' ? 'once' : hold === 'once' && again ? 'locked' : 'off' });
  }

  /** What holds for a key that goes out now. What held for one key is used up. */
  take(): Modifiers {
    const { ctrl, alt, shift } = this.current;
    const held = { ctrl: ctrl !== 'off', alt: alt !== 'off', shift: shift !== 'off' };
    this.tapped = undefined;
    this.become({ ctrl: after(ctrl), alt: after(alt), shift: after(shift) });
    return held;
  }

  private become(next: Holds): void {
    if (next.ctrl === this.current.ctrl && next.alt === this.current.alt && next.shift === this.current.shift) return;
    this.current = next;
    this.changes.fire(next);
  }
}

function after(hold: Hold): Hold {
  return hold === 'once' ? 'off' : hold;
}
