import { type Disposable, DisposableStore, toDisposable } from '../../../../src-shared/base/disposable.ts';
import { Emitter, type Event } from '../../../../src-shared/base/emitter.ts';
import { isHardwareKey, keyDownBytes } from '../keys/hardware-key.ts';
import type { KeyModes } from '../keys/key-bytes.ts';
import { DirectInput, type DirectTarget } from './direct-input.ts';
import { SENTINEL } from './field-change.ts';

export interface DirectFieldOptions {
  readonly target: DirectTarget;
  readonly keepsBack: () => boolean;
  readonly modes: () => KeyModes;
  /** Bytes of a key that makes no text. */
  readonly bytes: (bytes: string) => void;
  readonly paste: (text: string) => void;
  /** Somebody types on a keyboard that one can touch. */
  readonly hardware: () => void;
  readonly softKeyboardUp: () => boolean;
}

/** The hidden field that soft keyboards type into, and what it tells of it. */
export class DirectField implements Disposable {
  private readonly options: DirectFieldOptions;
  private readonly input: DirectInput;
  private readonly owned = new DisposableStore();
  private readonly changes = new Emitter<void>();
  private field: HTMLTextAreaElement | undefined;

  /** Focus or composed text has changed. */
  readonly onChange: Event<void> = this.changes.event;

  constructor(options: DirectFieldOptions) {
    this.options = options;
    this.input = new DirectInput(options.target, options.keepsBack);
    this.owned.add(this.changes);
  }

  /** Text that is composed and was not sent. */
  get preedit(): string {
    return this.input.preedit;
  }

  get hasFocus(): boolean {
    return this.field !== undefined && this.field === document.activeElement;
  }

  /** Begins to listen to `field`. */
  open(field: HTMLTextAreaElement): void {
    this.field = field;
    this.afresh();
    this.listen('beforeinput', (event) => {
      if (this.input.beforeInput(event)) event.preventDefault();
      this.settle();
    });
    this.listen('input', (event) => {
      this.input.input({ inputType: (event as InputEvent).inputType }, field.value);
      this.settle();
    });
    this.listen('compositionstart', () => this.input.compositionStart());
    this.listen('compositionupdate', ({ data }) => this.input.compositionUpdate(data));
    this.listen('compositionend', ({ data }) => {
      this.input.compositionEnd(data, field.value);
      this.settle();
    });
    this.listen('paste', (event) => {
      event.preventDefault();
      this.input.flush();
      this.settle();
      this.options.paste(event.clipboardData?.getData('text/plain') ?? '');
    });
    this.listen('keydown', (event) => this.onKeyDown(event));
    this.listen('focus', () => {
      this.afresh();
      this.changes.fire();
    });
    this.listen('blur', () => this.changes.fire());
  }

  /** Within a user's act, or soft keyboards stay down. */
  focus(): void {
    this.field?.focus({ preventScroll: true });
  }

  blur(): void {
    this.field?.blur();
  }

  /** A key is about to go out that does not come through the field. */
  flush(): void {
    if (this.input.flush()) this.afresh();
    this.settle();
  }

  dispose(): void {
    this.owned.dispose();
  }

  private onKeyDown(event: KeyboardEvent): void {
    const { softKeyboardUp, modes, bytes, hardware } = this.options;
    if (isHardwareKey(event, softKeyboardUp())) hardware();
    const data = keyDownBytes(event, modes());
    if (data === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    this.flush();
    bytes(data);
  }

  private settle(): void {
    if (this.input.wantsReset) this.afresh();
    this.changes.fire();
  }

  private afresh(): void {
    this.input.reset();
    const { field } = this;
    if (field === undefined) return;
    field.value = SENTINEL;
    field.setSelectionRange(SENTINEL.length, SENTINEL.length);
  }

  private listen<K extends keyof HTMLElementEventMap>(name: K, run: (event: HTMLElementEventMap[K]) => void): void {
    const { field } = this;
    field?.addEventListener(name, run);
    this.owned.add(toDisposable(() => field?.removeEventListener(name, run)));
  }
}
