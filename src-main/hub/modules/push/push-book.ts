import type { Clock } from '../../../../src-shared/base/clock.ts';
import { type Disposable, MutableDisposable } from '../../../../src-shared/base/disposable.ts';
import type { Log } from '../../../../src-shared/base/log.ts';
import type { PushSubscriptionInfo, PushWishes } from '../../../../src-shared/protocol/channels/push/requests.ts';
import { ProtocolError } from '../../../../src-shared/protocol/errors.ts';
import type { PushEntry, PushFile } from './push-file.ts';

/** As browsers propose it when they are asked for the first time. */
export const DEFAULT_WISHES: PushWishes = { bell: true, finished: true, ended: true, quiet: null };

/** How it goes is written down together, not with every message. */
const WRITE_AFTER_MS = 5_000;
/** A subscription to which nothing went out for so long, and so often, never works. */
const NEVER_WORKS_MS = 3 * 24 * 60 * 60 * 1000;
const NEVER_WORKS_TIMES = 5;
/** More devices than a hub has. */
const MOST = 10_000;

export interface Subscribed {
  readonly subscription: PushSubscriptionInfo;
  readonly wishes: PushWishes;
}

/** Which devices are told of what, and where: one subscription for each. */
export class PushBook implements Disposable {
  private readonly file: PushFile;
  private readonly clock: Clock;
  private readonly log: Log;
  private readonly entries: Map<string, PushEntry>;
  private readonly failures = new Map<string, number>();
  private readonly writeDue = new MutableDisposable<Disposable>();

  constructor(file: PushFile, clock: Clock, log: Log) {
    this.file = file;
    this.clock = clock;
    this.log = log;
    this.entries = file.read();
  }

  get devices(): string[] {
    return [...this.entries.keys()];
  }

  get(device: string): PushEntry | undefined {
    return this.entries.get(device);
  }

  /** Where a device takes messages that are sealed for this key of ours; undefined when there is no such place. */
  subscribed(device: string, key: string): Subscribed | undefined {
    const entry = this.entries.get(device);
    if (entry === undefined || entry.subscription === null || entry.key !== key) return undefined;
    return { subscription: entry.subscription, wishes: entry.wishes };
  }

  /** Durable when it returns; throws a ProtocolError, and then all is as it was. */
  set(device: string, entry: Pick<PushEntry, 'subscription' | 'key' | 'wishes'>): void {
    if (!this.entries.has(device) && this.entries.size >= MOST) {
      throw new ProtocolError(
        'limitReached',
        'Too many devices get notifications. Revoke some that are no longer used.',
      );
    }
    const next = new Map(this.entries);
    const endpoint = entry.subscription?.endpoint;
    // A browser that was paired anew is another device with the same subscription; it is told once.
    for (const [other, { subscription }] of this.entries) {
      if (endpoint !== undefined && subscription?.endpoint === endpoint) next.delete(other);
    }
    next.set(device, { ...entry, trouble: null, failingSince: null });
    this.file.write(next);
    for (const known of [...this.entries.keys()]) if (!next.has(known)) this.entries.delete(known);
    for (const [id, each] of next) this.entries.set(id, each);
    this.failures.delete(device);
  }

  remove(device: string): void {
    this.failures.delete(device);
    if (this.entries.delete(device)) this.writeLater();
  }

  worked(device: string): void {
    this.failures.delete(device);
    const entry = this.entries.get(device);
    if (entry === undefined || (entry.trouble === null && entry.failingSince === null)) return;
    this.change(device, { ...entry, trouble: null, failingSince: null });
  }

  /** A message was given up. Answers whether the subscription was given up with it. */
  failed(device: string, why: string): boolean {
    const entry = this.entries.get(device);
    if (entry === undefined) return true;
    const times = (this.failures.get(device) ?? 0) + 1;
    this.failures.set(device, times);
    const now = this.clock.now();
    const failingSince = entry.failingSince ?? now;
    if (times >= NEVER_WORKS_TIMES && now - failingSince >= NEVER_WORKS_MS) {
      this.dropSubscription(device, `Notifications were turned off since none went out for days: ${why}.`);
      return true;
    }
    const trouble = `The last notification did not go out: ${why}.`;
    if (trouble !== entry.trouble || failingSince !== entry.failingSince) {
      this.change(device, { ...entry, trouble, failingSince });
    }
    return false;
  }

  dropSubscription(device: string, trouble: string): void {
    const entry = this.entries.get(device);
    if (entry === undefined) return;
    this.failures.delete(device);
    this.change(device, { ...entry, subscription: null, trouble, failingSince: null });
  }

  dispose(): void {
    if (this.writeDue.value !== undefined) this.write();
    this.writeDue.dispose();
  }

  private change(device: string, entry: PushEntry): void {
    this.entries.set(device, entry);
    this.writeLater();
  }

  private writeLater(): void {
    this.writeDue.value ??= this.clock.after(WRITE_AFTER_MS, () => {
      this.writeDue.value = undefined;
      this.write();
    });
  }

  private write(): void {
    try {
      this.file.write(this.entries);
    } catch (error) {
      // It holds in memory, and is learnt anew after a restart: a push service says again what is gone.
      this.log.warn('how notifications went is not written down', { reason: String(error) });
    }
  }
}
