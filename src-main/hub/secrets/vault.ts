import { timingSafeEqual } from 'node:crypto';
import type { Clock } from '../../../src-shared/base/clock.ts';
import { type Disposable, DisposableStore, MutableDisposable } from '../../../src-shared/base/disposable.ts';
import { Emitter } from '../../../src-shared/base/emitter.ts';
import type { RandomBytes } from '../../../src-shared/base/ids.ts';
import type { Log } from '../../../src-shared/base/log.ts';
import type { SealedSecret } from '../store/secret-table.ts';
import { isSealedBy, KEY_BYTES, seal, unseal } from './seal.ts';
import type { ReadOutcome, SecretStore, Waiting, Where } from './secret-store.ts';
import * as say from './vault-sentences.ts';

/** What can be done with secrets, and only while the vault is open. */
export interface OpenVault {
  /** `damaged`: it is there and is not what was sealed. */
  get(name: string): { readonly kind: 'found'; readonly value: Uint8Array } | { readonly kind: 'absent' | 'damaged' };
  /** Seals it, durably. Throws a ProtocolError when it cannot be written; nothing is kept then. */
  put(name: string, value: Uint8Array): void;
}

export type VaultPhase =
  /** The store is being asked; a keychain may be asking its user meanwhile. */
  | { readonly kind: 'opening' }
  | { readonly kind: 'open'; readonly where: Where; readonly sentence: string; readonly secrets: OpenVault }
  /** Somebody has to unlock the store, or to answer its prompt. */
  | { readonly kind: 'locked'; readonly sentence: string }
  | { readonly kind: 'unavailable'; readonly sentence: string };

type Asked = Exclude<VaultPhase, { readonly kind: 'opening' }>;
type Refused = Exclude<ReadOutcome, { readonly kind: 'found' }>;

/** The rows that hold what is sealed; `SecretTable` of the store is one. */
export interface SealedRows {
  all(): SealedSecret[];
  put(secret: SealedSecret): void;
  clear(): void;
}

export interface VaultParts {
  /** Where the key may be kept, best first. */
  readonly stores: ReadonlyArray<SecretStore>;
  readonly rows: SealedRows;
  readonly hubId: string;
  readonly clock: Clock;
  readonly random: RandomBytes;
  readonly log: Log;
}

/** Long enough to read a prompt and type a password; an answer that comes later still counts. */
const ANSWER_MS = 30_000;

/** Each try may open the keychain's prompt once more, so they become rare for somebody who closes it. */
const FIRST_RETRY_MS = 3 * 60 * 1000;
const LAST_RETRY_MS = 60 * 60 * 1000;

/** Every question that waits for a keychain holds one of the four threads that Node has for files and names. */
const MOST_WAITING = 2;

/**
 * Seals secrets under one key. The key is in a store outside; what is sealed stands in `authority.db`.
 *
 * A key is made only while nothing is sealed: stores may answer `absent` while they are locked, and a second key would
 * make everything that the first has sealed worthless, the identity that phones know this hub by among it. For the same
 * reason a vault that was sealed from one store is never opened from another.
 */
export class Vault implements Disposable {
  private readonly parts: VaultParts;
  private readonly keyName: string;
  private readonly owned = new DisposableStore();
  private readonly changed = this.owned.add(new Emitter<VaultPhase>());
  private readonly retryDue = this.owned.add(new MutableDisposable<Disposable>());
  private readonly fresh: Uint8Array;
  private current: VaultPhase = { kind: 'opening' };
  /** Aborted when what is being asked no longer matters: the vault is open, given up or disposed. */
  private era = new AbortController();
  private waiting = 0;
  private retryMs = FIRST_RETRY_MS;

  readonly onChanged = this.changed.event;

  constructor(parts: VaultParts) {
    this.parts = parts;
    // Another data directory of the same user has another key.
    this.keyName = `vault-key-${parts.hubId}`;
    // One for all tries: of two writes that were both answered late it does not matter which was last.
    this.fresh = parts.random(KEY_BYTES);
  }

  get phase(): VaultPhase {
    return this.current;
  }

  /** Asks the stores, in the background. */
  open(): void {
    void this.attempt(this.era.signal);
  }

  /** Asks again because a person says so; whoever opened the keychain wants to see it. */
  retry(): void {
    if (this.current.kind === 'open') return;
    this.retryMs = FIRST_RETRY_MS;
    this.retryDue.value = undefined;
    // One that is stuck behind a prompt that has vanished must not be the end; more would use up the threads.
    if (this.waiting >= MOST_WAITING) return;
    this.become({ kind: 'opening' });
    this.open();
  }

  /** Gives up what is sealed, for good, and begins anew. */
  reset(): void {
    this.parts.rows.clear();
    this.parts.log.warn('what was sealed was given up');
    this.era.abort();
    this.era = new AbortController();
    this.retryDue.value = undefined;
    this.become({ kind: 'opening' });
    this.open();
  }

  dispose(): void {
    this.era.abort();
    this.owned.dispose();
  }

  private async attempt(signal: AbortSignal): Promise<void> {
    try {
      const [sealed] = this.parts.rows.all();
      const phase = sealed === undefined ? await this.begin(signal) : await this.reopen(sealed.sealedBy, signal);
      if (!signal.aborted) this.settle(phase);
    } catch (error) {
      if (signal.aborted) return;
      this.parts.log.error('the vault could not be opened', { reason: String(error) });
      this.settle({ kind: 'unavailable', sentence: say.FAILED });
    }
  }

  private settle(phase: Asked): void {
    if (phase.kind === 'open') this.era.abort();
    else this.retryLater();
    this.become(phase);
  }

  /** Something is sealed: only the store that has its key will do. */
  private async reopen(sealedBy: string, signal: AbortSignal): Promise<Asked> {
    const store = this.parts.stores.find(({ where }) => where === sealedBy);
    if (store === undefined) return { kind: 'unavailable', sentence: say.otherStore(sealedBy) };
    const read = await this.answer(store.read(this.keyName, ANSWER_MS), signal);
    if (read.kind !== 'found') return refused(store, read);
    const rows = this.parts.rows.all();
    // Damage takes rows one by one; a key that fits none is another key.
    if (read.value.length !== KEY_BYTES || !rows.some(({ sealed }) => isSealedBy(read.value, sealed))) {
      return { kind: 'unavailable', sentence: say.wrongKey(store.where) };
    }
    return this.opened(store.where, read.value, say.isOpen(store.where));
  }

  /** Nothing was ever sealed: the best store that there is gets a key, unless it has one from a start that was cut off. */
  private async begin(signal: AbortSignal): Promise<Asked> {
    let missing: string | undefined;
    for (const store of this.parts.stores) {
      const key = await this.keyOf(store, signal);
      if (key.kind === 'found') {
        const sentence = missing === undefined ? say.isOpen(store.where) : say.openInstead(store.where);
        return this.opened(store.where, key.value, sentence);
      }
      if (key.kind === 'locked') return { kind: 'locked', sentence: say.cannotBegin(store.where) };
      if (!key.lasting) return { kind: 'unavailable', sentence: say.because(key.why) };
      this.parts.log.info('a store for the key is not there', { store: store.where, reason: key.why });
      missing = key.why;
    }
    return { kind: 'unavailable', sentence: say.because(missing ?? 'there is no place for the key') };
  }

  private async keyOf(store: SecretStore, signal: AbortSignal): Promise<Exclude<ReadOutcome, { kind: 'absent' }>> {
    const name = this.keyName;
    const read = await this.answer(store.read(name, ANSWER_MS), signal);
    if (read.kind === 'found' && read.value.length !== KEY_BYTES) {
      return { kind: 'unavailable', why: 'what stands in the place of the key is no key', lasting: false };
    }
    if (read.kind !== 'absent') return read;
    const write = await this.answer(store.write(name, this.fresh, ANSWER_MS), signal);
    if (write.kind !== 'written') return write;
    // A store that forgets would be noticed at the next start, when everything is sealed already.
    const back = await this.answer(store.read(name, ANSWER_MS), signal);
    if (back.kind === 'found' && isSame(back.value, this.fresh)) return back;
    return { kind: 'unavailable', why: 'the key that was just stored cannot be read back', lasting: false };
  }

  /** What a store answers, however late; from the deadline on the user is told what is waited for. */
  private async answer<T extends { readonly kind: string }>(
    asked: Promise<T | Waiting<T>>,
    signal: AbortSignal,
  ): Promise<T> {
    const first = await asked;
    signal.throwIfAborted();
    if (!isWaiting(first)) return first;
    this.waiting += 1;
    this.become({ kind: 'locked', sentence: say.NOT_ANSWERED });
    const late = await first.later.finally(() => {
      this.waiting -= 1;
    });
    signal.throwIfAborted();
    return late;
  }

  private retryLater(): void {
    this.retryDue.value = this.parts.clock.after(this.retryMs, () => {
      this.retryMs = Math.min(2 * this.retryMs, LAST_RETRY_MS);
      // Another prompt beside one that is open helps nobody.
      if (this.waiting > 0) this.retryLater();
      else this.open();
    });
  }

  private opened(where: Where, key: Uint8Array, sentence: string): Asked {
    const { rows, clock, random } = this.parts;
    const secrets: OpenVault = {
      get(name) {
        const row = rows.all().find((each) => each.name === name);
        if (row === undefined) return { kind: 'absent' };
        const value = unseal(key, name, row.sealed);
        return value === undefined ? { kind: 'damaged' } : { kind: 'found', value };
      },
      put(name, value) {
        rows.put({ name, sealed: seal(key, name, value, random), sealedBy: where, createdAt: clock.now() });
      },
    };
    return { kind: 'open', where, sentence, secrets };
  }

  private become(phase: VaultPhase): void {
    const before = this.current;
    this.current = phase;
    const { kind } = phase;
    if (kind !== before.kind) this.parts.log.info('the vault', { phase: kind });
    this.changed.fire(phase);
  }
}

function refused(store: SecretStore, outcome: Refused): Asked {
  if (outcome.kind === 'unavailable') return { kind: 'unavailable', sentence: say.because(outcome.why) };
  // A file is there or not; a keychain that says absent may be locked.
  if (store.where === 'file' && outcome.kind === 'absent') return { kind: 'unavailable', sentence: say.FILE_GONE };
  return { kind: 'locked', sentence: say.LOCKED };
}

function isWaiting<T extends { readonly kind: string }>(answer: T | Waiting<T>): answer is Waiting<T> {
  return answer.kind === 'waiting';
}

function isSame(one: Uint8Array, other: Uint8Array): boolean {
  return one.length === other.length && timingSafeEqual(one, other);
}
