import { type Disposable, toDisposable } from './disposable.ts';

/** Subscribing returns what ends the subscription. Events say that something happened; calls make it happen. */
export type Event<T> = (listener: (value: T) => void) => Disposable;

/** The sending half of an {@link Event}. Listeners added while firing hear the next value, not this one. */
export class Emitter<T> implements Disposable {
  private listeners: ReadonlyArray<(value: T) => void> = [];

  /** How many listen now; the leak check in tests reads it. */
  get size(): number {
    return this.listeners.length;
  }

  readonly event: Event<T> = (listener) => {
    // A wrapper of its own, so that one function may subscribe twice and each subscription end alone.
    const own = (value: T): void => listener(value);
    this.listeners = [...this.listeners, own];
    return toDisposable(() => {
      this.listeners = this.listeners.filter((each) => each !== own);
    });
  };

  fire(value: T): void {
    for (const listener of this.listeners) listener(value);
  }

  dispose(): void {
    this.listeners = [];
  }
}
