import type { Disposable } from '../../../src-shared/base/disposable.ts';
import { Emitter, type Event } from '../../../src-shared/base/emitter.ts';
import type { LiveTerminal } from './live-terminal.ts';

/** The terminals that this window has on the screen, by id: made when first shown, ended when taken off. */
export class LiveTerminals implements Disposable {
  private readonly make: (id: string) => LiveTerminal;
  private readonly live = new Map<string, LiveTerminal>();
  private readonly changes = new Emitter<void>();

  readonly onChange: Event<void> = this.changes.event;

  constructor(make: (id: string) => LiveTerminal) {
    this.make = make;
  }

  get(id: string): LiveTerminal | undefined {
    return this.live.get(id);
  }

  all(): ReadonlyArray<LiveTerminal> {
    return [...this.live.values()];
  }

  /** Shows a terminal in `host`. */
  open(id: string, host: HTMLElement): LiveTerminal {
    const terminal = this.make(id);
    this.live.get(id)?.dispose();
    this.live.set(id, terminal);
    terminal.open(host);
    this.changes.fire();
    return terminal;
  }

  /** Ends what was opened as `terminal`, unless another has taken its place. */
  close(terminal: LiveTerminal): void {
    if (this.live.get(terminal.id) === terminal) this.live.delete(terminal.id);
    terminal.dispose();
    this.changes.fire();
  }

  dispose(): void {
    for (const terminal of this.live.values()) terminal.dispose();
    this.live.clear();
    this.changes.dispose();
  }
}
