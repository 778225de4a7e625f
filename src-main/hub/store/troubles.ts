import type { Clock } from '../../../src-shared/base/clock.ts';
import { Emitter } from '../../../src-shared/base/emitter.ts';
import type { Trouble } from '../../../src-shared/protocol/channels/hub/state.ts';

/** What needs the user's eye now. Begins before any channel exists; `hub.ts` publishes it in the channel `hub`. */
export class Troubles {
  private readonly clock: Clock;
  private readonly current = new Map<string, Trouble>();
  private readonly raised = new Emitter<Trouble>();
  private readonly withdrawn = new Emitter<string>();

  /** Fires for a new trouble and when the text of a known one has changed. */
  readonly onRaised = this.raised.event;
  readonly onWithdrawn = this.withdrawn.event;

  constructor(clock: Clock) {
    this.clock = clock;
  }

  list(): Trouble[] {
    return [...this.current.values()];
  }

  /** `text` is a sentence with what to do next. Saying the same again changes nothing. */
  raise(id: string, text: string): void {
    const known = this.current.get(id);
    if (known?.text === text) return;
    const trouble = { id, text, since: known?.since ?? this.clock.now() };
    this.current.set(id, trouble);
    this.raised.fire(trouble);
  }

  withdraw(id: string): void {
    if (this.current.delete(id)) this.withdrawn.fire(id);
  }
}
