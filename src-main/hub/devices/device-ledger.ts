import type { Clock } from '../../../src-shared/base/clock.ts';
import { type Disposable, MutableDisposable } from '../../../src-shared/base/disposable.ts';
import { ProtocolError } from '../../../src-shared/protocol/errors.ts';
import type { DeviceRecord, Sighting } from '../store/device-table.ts';
import { keysOf } from './device-keys.ts';
import { isLess } from './device-rights.ts';
import type { Revocations } from './revocations.ts';

/**
 * Where devices are kept; `DeviceTable` of the store is one. `put` and `remove` are durable when they return, and note
 * with it how far the journal of revocations is taken into account.
 */
export interface DeviceStore {
  all(): DeviceRecord[];
  put(device: DeviceRecord, epoch?: number): void;
  remove(id: string, epoch?: number): void;
  setSeen(id: string, sighting: Sighting): void;
  setEnded(id: string, at: number): void;
}

/** A disk that does not take a revocation is asked again so often. */
const RETRY_MS = 5_000;

/**
 * Writes devices down: what takes rights away into the journal first, which no older database undoes, and then into the
 * store. A disk that refuses is asked again. Windows of this run stand in neither.
 */
export class DeviceLedger implements Disposable {
  private readonly store: DeviceStore;
  private readonly revocations: Revocations;
  private readonly clock: Clock;
  /** Revoked, and still in the store. */
  private readonly unremoved = new Set<string>();
  private readonly retry = new MutableDisposable<Disposable>();

  constructor(store: DeviceStore, revocations: Revocations, clock: Clock) {
    this.store = store;
    this.revocations = revocations;
    this.clock = clock;
  }

  dispose(): void {
    this.retry.dispose();
  }

  /** The devices that are kept, without whoever was revoked, also where the store could not be told. */
  load(): DeviceRecord[] {
    const isRevoked = (device: DeviceRecord): boolean =>
      this.revocations.has(device.id) || keysOf(device).some((key) => this.revocations.hasKey(key));
    const { revoked = [], left = [] } = Object.groupBy(this.store.all(), (device) =>
      isRevoked(device) ? 'revoked' : 'left',
    );
    for (const { id } of revoked) this.unremoved.add(id);
    if (revoked.length > 0) this.removeFromStore();
    return left;
  }

  /** Throws when the store cannot be written. */
  put(device: DeviceRecord, before?: DeviceRecord): void {
    if (device.origin === 'window') return;
    if (before === undefined || before.origin === 'window' || !isLess(before, device)) {
      this.store.put(device);
      return;
    }
    if (!this.revocations.add({ reduced: device.id })) this.tryLater();
    this.store.put(device, this.revocations.last);
  }

  /** False when neither journal nor store could be written: it is tried again, and a restart before that forgets it. */
  remove(device: DeviceRecord): boolean {
    if (device.origin === 'window') return true;
    const isInJournal = this.revocations.add({ revoked: device.id, keys: keysOf(device) });
    this.unremoved.add(device.id);
    this.removeFromStore();
    return isInJournal || !this.unremoved.has(device.id);
  }

  sighted(device: DeviceRecord): void {
    if (device.origin !== 'window') this.store.setSeen(device.id, device);
  }

  ended({ id, origin }: DeviceRecord, at: number): void {
    if (origin !== 'window') this.store.setEnded(id, at);
  }

  private removeFromStore(): void {
    try {
      for (const id of this.unremoved) {
        this.store.remove(id, this.revocations.last);
        this.unremoved.delete(id);
      }
    } catch (error) {
      if (!(error instanceof ProtocolError)) throw error;
      // The store has told the user.
    }
    if (this.unremoved.size > 0 || this.revocations.isBehind) this.tryLater();
  }

  private tryLater(): void {
    this.retry.value = this.clock.after(RETRY_MS, () => {
      this.retry.value = undefined;
      this.revocations.flush();
      this.removeFromStore();
    });
  }
}
