import { toBase64url } from '../../../src-shared/base/base64.ts';
import type { Clock } from '../../../src-shared/base/clock.ts';
import { Emitter } from '../../../src-shared/base/emitter.ts';
import { newId, type RandomBytes } from '../../../src-shared/base/ids.ts';
import { type Right, ROLE_RIGHTS } from '../../../src-shared/protocol/rights.ts';
import type { DeviceRecord } from '../store/device-table.ts';

/** Where devices are kept; `DeviceTable` of the store is one. `put` and `remove` are durable when they return. */
export interface DeviceStore {
  all(): DeviceRecord[];
  put(device: DeviceRecord): void;
  remove(id: string): void;
  setSeen(id: string, at: number): void;
}

/** Writing it down more often would tell nobody more. */
const SEEN_EVERY_MS = 60_000;

/**
 * Windows that were let in for this run. A window that is loaded again comes as a new one; the oldest goes of those that
 * nobody looks through any more.
 */
const MOST_WINDOWS = 64;

/** The devices that may come in, in memory as they are in the store. Rights are asked for on every single message. */
export class Devices {
  private readonly store: DeviceStore;
  private readonly clock: Clock;
  private readonly random: RandomBytes;
  private readonly isConnected: (device: string) => boolean;
  private readonly byId: Map<string, DeviceRecord>;
  private readonly removed = new Emitter<string>();

  /** Fires with the id of a device whose connections must end now. */
  readonly onRemoved = this.removed.event;

  constructor(parts: {
    readonly store: DeviceStore;
    readonly clock: Clock;
    readonly random: RandomBytes;
    /** Whether somebody is connected as this device now. */
    readonly isConnected?: (device: string) => boolean;
  }) {
    this.store = parts.store;
    this.clock = parts.clock;
    this.random = parts.random;
    this.isConnected = parts.isConnected ?? (() => false);
    this.byId = new Map(this.store.all().map((device) => [device.id, device]));
  }

  list(): DeviceRecord[] {
    return [...this.byId.values()];
  }

  get(id: string): DeviceRecord | undefined {
    return this.byId.get(id);
  }

  /** The paired device that has this X25519 key, raw. */
  byKey(publicKey: Uint8Array): DeviceRecord | undefined {
    const text = toBase64url(publicKey);
    return this.list().find((device) => device.origin === 'paired' && device.publicKey === text);
  }

  /** What the device may do at this moment; undefined when it is not known (any more). */
  rightsOf(id: string): ReadonlySet<Right> | undefined {
    const device = this.byId.get(id);
    return device === undefined ? undefined : ROLE_RIGHTS[device.role];
  }

  /**
   * Lets a key in. A key that is known keeps its id and takes the new name, role and address. Throws `storeUnavailable` when it
   * cannot be written down: a device that is forgotten at the next start was never let in, unless it came as a window.
   */
  register(wanted: Pick<DeviceRecord, 'name' | 'role' | 'publicKey' | 'origin' | 'address'>): DeviceRecord {
    const now = this.clock.now();
    const known = this.list().find((device) => device.publicKey === wanted.publicKey);
    const device: DeviceRecord =
      known === undefined
        ? { id: newId('d', this.random), ...wanted, createdAt: now, lastSeen: now }
        : { ...known, name: wanted.name, role: wanted.role, address: wanted.address, lastSeen: now };
    if (device.origin !== 'window') this.store.put(device);
    this.byId.set(device.id, device);
    if (device.origin === 'window') this.limitWindows();
    return device;
  }

  /** Notes that the device was here. */
  saw(id: string): void {
    const device = this.byId.get(id);
    const now = this.clock.now();
    if (device === undefined || device.origin === 'window' || Math.abs(now - device.lastSeen) < SEEN_EVERY_MS) return;
    this.byId.set(id, { ...device, lastSeen: now });
    this.store.setSeen(id, now);
  }

  /** Takes every right away, in memory first: the connections end even if the disk does not take the news. */
  remove(id: string): void {
    const device = this.byId.get(id);
    if (device === undefined) return;
    this.byId.delete(id);
    this.removed.fire(id);
    if (device.origin !== 'window') this.store.remove(id);
  }

  private limitWindows(): void {
    const windows = this.list().filter(({ origin }) => origin === 'window');
    // The one that came just now is not connected yet.
    const before = windows.slice(0, -1);
    const left = before.filter(({ id }) => !this.isConnected(id));
    const used = before.filter(({ id }) => this.isConnected(id));
    for (const { id } of [...left, ...used].slice(0, Math.max(0, windows.length - MOST_WINDOWS))) this.remove(id);
  }
}
