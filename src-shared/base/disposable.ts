/** What starts something returns one of these; disposing twice is the same as once. */
export interface Disposable {
  dispose(): void;
}

/** Wraps `stop` so that it runs once however often `dispose` is called. */
export function toDisposable(stop: () => void): Disposable {
  let done = false;
  return {
    dispose() {
      if (done) return;
      done = true;
      stop();
    },
  };
}

/** Owns disposables and ends them together, newest first, since later ones may lean on earlier ones. */
export class DisposableStore implements Disposable {
  private readonly items = new Set<Disposable>();
  private disposed = false;

  get isDisposed(): boolean {
    return this.disposed;
  }

  /** Takes ownership of `item`. A store that is already disposed ends it at once, so late arrivals do not leak. */
  add<T extends Disposable>(item: T): T {
    if (this.disposed) item.dispose();
    else this.items.add(item);
    return item;
  }

  /** Ends one item early. */
  delete(item: Disposable): void {
    if (this.items.delete(item)) item.dispose();
  }

  dispose(): void {
    if (this.disposed) return;
    this.disposed = true;
    for (const item of [...this.items].reverse()) item.dispose();
    this.items.clear();
  }
}

/** Holds at most one disposable; setting another ends the one before. */
export class MutableDisposable<T extends Disposable> implements Disposable {
  private current: T | undefined;
  private disposed = false;

  get value(): T | undefined {
    return this.current;
  }

  set value(next: T | undefined) {
    if (next === this.current) return;
    this.current?.dispose();
    if (this.disposed) {
      this.current = undefined;
      next?.dispose();
    } else {
      this.current = next;
    }
  }

  dispose(): void {
    this.disposed = true;
    this.value = undefined;
  }
}
