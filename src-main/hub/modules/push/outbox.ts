import type { Clock } from '../../../../src-shared/base/clock.ts';
import { type Disposable, DisposableStore, MutableDisposable } from '../../../../src-shared/base/disposable.ts';
import type { PushMessage } from '../../../../src-shared/protocol/channels/push/message.ts';
import { TokenBucket } from '../../server/token-bucket.ts';
import type { Outcome } from './push-service.ts';

/** Hands one message over; `isShort` after a service found the whole one too large. */
export type Send = (message: PushMessage, isShort: boolean) => Promise<Outcome>;

/** What came of messages in the end. */
export interface Results {
  accepted(): void;
  gone(): void;
  /** Given up. */
  failed(why: string): void;
}

/** Six at once, then one in ten seconds: a phone that buzzes more often is put on silent. */
const RATE = { burst: 6, perSecond: 0.1 };
/** Terminals that wait to be told of; the oldest gives way. */
const MOST_WAITING = 16;
const FIRST_RETRY_MS = 5_000;
const LAST_RETRY_MS = 10 * 60 * 1000;
/** Longer than anybody wants to wait, and as long as a service may ask for. */
const MOST_WAIT_MS = 60 * 60 * 1000;
const MOST_TRIES = 8;

interface Waiting {
  readonly message: PushMessage;
  readonly tries: number;
  readonly isShort: boolean;
}

/**
 * What waits to go to one device: one message a tag, the latest. It sends one at a time, no more often than a person
 * wants to hear, and tries again what a push service does not take now.
 */
export class Outbox implements Disposable {
  private readonly send: Send;
  private readonly results: Results;
  private readonly clock: Clock;
  private readonly rate: TokenBucket;
  private readonly owned = new DisposableStore();
  private readonly pause = this.owned.add(new MutableDisposable<Disposable>());
  private waiting = new Map<string, Waiting>();
  /** Tags of which the device may show something. */
  private readonly outside = new Set<string>();
  private isSending = false;

  constructor(send: Send, results: Results, clock: Clock) {
    this.send = send;
    this.results = results;
    this.clock = clock;
    this.rate = new TokenBucket(RATE, clock);
  }

  put(message: PushMessage): void {
    // Behind the others, also when it takes the place of an older one.
    this.waiting.delete(message.tag);
    this.waiting.set(message.tag, { message, tries: 0, isShort: false });
    const [oldest] = this.waiting.keys();
    if (this.waiting.size > MOST_WAITING && oldest !== undefined) this.waiting.delete(oldest);
    this.pump();
  }

  /** Takes back what was told. What has not left yet never leaves. */
  withdraw(message: PushMessage): void {
    this.waiting.delete(message.tag);
    if (this.outside.has(message.tag)) this.put(message);
  }

  dispose(): void {
    this.waiting.clear();
    this.owned.dispose();
  }

  private pump(): void {
    if (this.isSending || this.pause.value !== undefined || this.owned.isDisposed) return;
    const next = this.waiting.values().next();
    if (next.done === true) return;
    if (!this.rate.take()) {
      this.rest(1000 / RATE.perSecond);
      return;
    }
    void this.attempt(next.value);
  }

  private async attempt(one: Waiting): Promise<void> {
    const { message } = one;
    this.waiting.delete(message.tag);
    this.isSending = true;
    const wasOutside = this.outside.has(message.tag);
    this.outside.add(message.tag);
    const outcome = await this.send(message, one.isShort);
    this.isSending = false;
    if (this.owned.isDisposed) return;
    // What was refused is not shown; what got no clear answer may be.
    if (!wasOutside && (outcome.kind === 'refused' || outcome.kind === 'tooLarge')) this.neverLeft(message.tag);
    this.settle(one, outcome);
    this.pump();
  }

  private neverLeft(tag: string): void {
    this.outside.delete(tag);
    if (this.waiting.get(tag)?.message.withdraw === true) this.waiting.delete(tag);
  }

  private settle(one: Waiting, outcome: Outcome): void {
    const { message, tries, isShort } = one;
    switch (outcome.kind) {
      case 'accepted':
        if (message.withdraw === true) this.outside.delete(message.tag);
        this.results.accepted();
        return;
      case 'gone':
        this.waiting.clear();
        this.outside.clear();
        this.results.gone();
        return;
      case 'tooLarge':
        if (isShort) this.giveUp(one, 'the push service finds it too large');
        else this.putFirst({ message, tries, isShort: true });
        return;
      case 'refused':
        this.giveUp(one, outcome.why);
        return;
      case 'later':
        if (tries + 1 >= MOST_TRIES) this.giveUp(one, outcome.why);
        else {
          this.putFirst({ message, tries: tries + 1, isShort });
          const own = Math.min(LAST_RETRY_MS, FIRST_RETRY_MS * 2 ** tries);
          this.rest(Math.min(MOST_WAIT_MS, Math.max(own, outcome.afterMs ?? 0)));
        }
        return;
    }
  }

  private giveUp({ message }: Waiting, why: string): void {
    if (message.withdraw === true) this.outside.delete(message.tag);
    this.results.failed(why);
  }

  /** What came meanwhile for the same tag says more. */
  private putFirst(one: Waiting): void {
    if (this.waiting.has(one.message.tag)) return;
    this.waiting = new Map([[one.message.tag, one], ...this.waiting]);
  }

  private rest(ms: number): void {
    this.pause.value = this.clock.after(ms, () => {
      this.pause.value = undefined;
      this.pump();
    });
  }
}
