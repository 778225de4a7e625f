import type { WindowIntent } from '../../../src-shared/desktop/desktop-api.ts';

/** More than this many before a page is there are old news; the latest count. */
const MOST_WAITING = 16;

/** What a window is asked to do, kept until its document says that it can. */
export class IntentQueue {
  private readonly deliver: (intent: WindowIntent) => void;
  private waiting: WindowIntent[] = [];
  private open = false;

  constructor(deliver: (intent: WindowIntent) => void) {
    this.deliver = deliver;
  }

  push(intent: WindowIntent): void {
    if (this.open) this.deliver(intent);
    else this.waiting = [...this.waiting, intent].slice(-MOST_WAITING);
  }

  /** The document listens now. */
  ready(): void {
    this.open = true;
    const waiting = this.waiting;
    this.waiting = [];
    for (const intent of waiting) this.deliver(intent);
  }

  /** The document is gone; what comes now is for the next one. */
  reset(): void {
    this.open = false;
  }
}
