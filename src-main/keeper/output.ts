import { OutputRing } from './output-ring.ts';
import type { Size } from './screen-messages.ts';

/** Who is pushed a stream's output as it comes. */
export interface OutputListener {
  /** `chunk` was appended and ends at the stream's head. It may be kept; nobody changes it. */
  appended(chunk: Uint8Array): void;
  /** The grid changed at `offset`, the head then. */
  resized(offset: number, size: Size): void;
}

/** One numbered stream: its ring, those who follow it, and the reasons for which its source stands still. */
export class Output {
  readonly ring = new OutputRing();
  private readonly listeners = new Set<OutputListener>();
  private readonly holds = new Set<object>();
  private readonly setFlowing: (flowing: boolean) => void;

  constructor(setFlowing: (flowing: boolean) => void) {
    this.setFlowing = setFlowing;
  }

  get head(): number {
    return this.ring.head;
  }

  append(chunk: Uint8Array): void {
    this.ring.append(chunk);
    for (const listener of this.listeners) listener.appended(chunk);
  }

  resized(size: Size): void {
    for (const listener of this.listeners) listener.resized(this.head, size);
  }

  listen(listener: OutputListener): void {
    this.listeners.add(listener);
  }

  unlisten(listener: OutputListener): void {
    this.listeners.delete(listener);
    this.release(listener);
  }

  /** The source stands still until everyone who holds it has released it. */
  hold(by: object): void {
    if (this.holds.has(by)) return;
    this.holds.add(by);
    if (this.holds.size === 1) this.setFlowing(false);
  }

  release(by: object): void {
    if (this.holds.delete(by) && this.holds.size === 0) this.setFlowing(true);
  }
}
