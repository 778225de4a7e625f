import { type Disposable, toDisposable } from '../../../src-shared/base/disposable.ts';
import { bindings, type CommandContext, type CommandHandlers } from '../../ui/commands/command-list.ts';
import { matches } from '../../ui/commands/shortcut.ts';

export interface WindowKeysOptions {
  readonly mac: boolean;
  readonly handlers: CommandHandlers;
  readonly context: () => CommandContext;
  /** A dialog or menu has the keyboard: only its own keys count. */
  readonly busy: () => boolean;
}

/** Commands whose keys the browser serves better: its paste needs no permission, its copy works in fields. */
const LEFT_TO_BROWSER: ReadonlySet<string> = new Set(['edit.paste']);
/** In a text field these belong to the field. */
const FIELD_KEYS: ReadonlySet<string> = new Set(['edit.copy', 'edit.select.all', 'edit.paste']);

function inTerminal(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest('.xterm') !== null;
}

function inField(target: EventTarget | null): boolean {
  return target instanceof Element && target.matches('input, textarea') && !inTerminal(target);
}

/** Turns key presses into commands, for the whole window. */
export class WindowKeys implements Disposable {
  private readonly options: WindowKeysOptions;
  private readonly table: ReturnType<typeof bindings>;
  private readonly listening: Disposable;

  constructor(options: WindowKeysOptions) {
    this.options = options;
    this.table = bindings(options.mac);
    const listener = (event: KeyboardEvent): void => this.onKey(event);
    window.addEventListener('keydown', listener, { capture: true });
    this.listening = toDisposable(() => window.removeEventListener('keydown', listener, { capture: true }));
  }

  /** Whether this key is ours and not the terminal's. */
  wants(event: KeyboardEvent): boolean {
    return this.table.some(({ shortcut, outsideOnly }) => !outsideOnly && matches(shortcut, event));
  }

  dispose(): void {
    this.listening.dispose();
  }

  private onKey(event: KeyboardEvent): void {
    if (event.isComposing || this.options.busy()) return;
    const within = inTerminal(event.target);
    const field = inField(event.target);
    const found = this.table.find(
      ({ shortcut, outsideOnly, command }) =>
        matches(shortcut, event) && !(outsideOnly && within) && !(field && FIELD_KEYS.has(command.id)),
    );
    if (found === undefined || LEFT_TO_BROWSER.has(found.command.id)) return;
    event.preventDefault();
    event.stopPropagation();
    if (found.command.when?.(this.options.context()) ?? true) this.options.handlers[found.command.id]();
  }
}
