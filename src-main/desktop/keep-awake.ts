import { type Disposable, DisposableStore, MutableDisposable } from '../../src-shared/base/disposable.ts';
import { Emitter, type Event } from '../../src-shared/base/emitter.ts';
import type { Shell, ShellState } from './shell.ts';

/**
 * Whether the computer is to stay awake: the user wants it, and a command runs in a terminal. A shell without
 * integration does not tell whether one does, so it counts as idle.
 */
export function wantsAwake({ settings, terminals }: ShellState): boolean {
  if (!settings.desktop.keepAwake) return false;
  return Object.values(terminals.terminals).some(
    ({ phase, run }) => phase.kind === 'running' && run.kind === 'running',
  );
}

/** Keeps the computer awake while it is to stay so. `hold` starts that and returns what ends it. */
export class KeepAwake implements Disposable {
  private readonly owned = new DisposableStore();
  private readonly holding = this.owned.add(new MutableDisposable<Disposable>());
  private readonly changes = this.owned.add(new Emitter<boolean>());
  private readonly hold: () => Disposable;

  /** Fires with each new {@link state}. */
  readonly onChange: Event<boolean> = this.changes.event;

  constructor(shell: Shell, hold: () => Disposable) {
    this.hold = hold;
    this.owned.add(shell.onChange((state) => this.follow(state)));
    this.follow(shell.state);
  }

  /** Whether the computer is kept awake now. */
  get state(): boolean {
    return this.holding.value !== undefined;
  }

  dispose(): void {
    this.owned.dispose();
  }

  private follow(state: ShellState): void {
    const wanted = wantsAwake(state);
    if (wanted === this.state) return;
    this.holding.value = wanted ? this.hold() : undefined;
    this.changes.fire(wanted);
  }
}
