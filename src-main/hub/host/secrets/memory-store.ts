import type { Clock } from '../../../../src-shared/base/clock.ts';
import { DisposableStore } from '../../../../src-shared/base/disposable.ts';
import type {
  ReadOutcome,
  RemoveOutcome,
  SecretStore,
  Unavailable,
  Waiting,
  Where,
  WriteOutcome,
} from '../../secrets/secret-store.ts';
import { within } from '../../secrets/within.ts';

/**
 * How it answers. `mute`: locked, and reads say `absent`, as keytar does under Linux. `silent`: not before `speak`, as a
 * prompt that nobody answers. `missing`: there is none on this machine. `failing`: not now.
 */
type Mood = 'unlocked' | 'locked' | 'mute' | 'silent' | 'missing' | 'failing';

/** Keeps secrets as long as it lives, for tests: it can be locked, taken away and made to wait. */
export class MemoryStore implements SecretStore {
  readonly where: Where;
  readonly entries: Map<string, Uint8Array> = new Map();
  mood: Mood = 'unlocked';
  /** How often it was asked for something. */
  asked = 0;
  private readonly clock: Clock;
  private readonly timers = new DisposableStore();
  private waiting: Array<() => void> = [];

  constructor(clock: Clock, where: Where = 'memory') {
    this.clock = clock;
    this.where = where;
  }

  read(name: string, deadlineMs: number): Promise<ReadOutcome | Waiting<ReadOutcome>> {
    return this.answer<ReadOutcome>(deadlineMs, () => {
      if (this.mood === 'mute') return { kind: 'absent' };
      const value = this.entries.get(name);
      return this.refusal() ?? (value === undefined ? { kind: 'absent' } : { kind: 'found', value });
    });
  }

  write(name: string, value: Uint8Array, deadlineMs: number): Promise<WriteOutcome | Waiting<WriteOutcome>> {
    return this.answer<WriteOutcome>(deadlineMs, () => {
      const refusal = this.refusal();
      if (refusal !== undefined) return refusal;
      this.entries.set(name, Uint8Array.from(value));
      return { kind: 'written' };
    });
  }

  remove(name: string, deadlineMs: number): Promise<RemoveOutcome | Waiting<RemoveOutcome>> {
    return this.answer<RemoveOutcome>(deadlineMs, () => {
      const refusal = this.refusal();
      if (refusal !== undefined) return refusal;
      this.entries.delete(name);
      return { kind: 'removed' };
    });
  }

  /** Answers everything that waits, in the mood given here. */
  speak(mood: Exclude<Mood, 'silent'> = 'unlocked'): void {
    this.mood = mood;
    for (const answer of this.waiting.splice(0)) answer();
  }

  private answer<T>(deadlineMs: number, outcome: () => T): Promise<T | Waiting<T>> {
    this.asked += 1;
    if (this.mood !== 'silent') return Promise.resolve(outcome());
    const later = new Promise<T>((resolve) => this.waiting.push(() => resolve(outcome())));
    return within(this.clock, this.timers, deadlineMs, later);
  }

  private refusal(): { readonly kind: 'locked' } | Unavailable | undefined {
    if (this.mood === 'locked' || this.mood === 'mute') return { kind: 'locked' };
    if (this.mood === 'missing') return { kind: 'unavailable', why: 'there is no such store', lasting: true };
    if (this.mood === 'failing') return { kind: 'unavailable', why: 'the store fails', lasting: false };
    return undefined;
  }
}
