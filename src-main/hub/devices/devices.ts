import { toBase64url } from '../../../src-shared/base/base64.ts';
import type { Clock } from '../../../src-shared/base/clock.ts';
import { type Disposable, MutableDisposable } from '../../../src-shared/base/disposable.ts';
import { Emitter } from '../../../src-shared/base/emitter.ts';
import { newId, type RandomBytes } from '../../../src-shared/base/ids.ts';
import { ProtocolError } from '../../../src-shared/protocol/errors.ts';
import { type Right, ROLE_RIGHTS } from '../../../src-shared/protocol/rights.ts';
import type { Reach } from '../reach.ts';
import type { DeviceRecord, Sighting } from '../store/device-table.ts';
import type { Revocations } from './revocations.ts';

/** Where devices are kept; `DeviceTable` of the store is one. `put` and `remove` are durable when they return. */
export interface DeviceStore {
  all(): DeviceRecord[];
  put(device: DeviceRecord): void;
  remove(id: string): void;
  setSeen(id: string, sighting: Sighting): void;
}

/** Who a new device is; what is left out is usual. */
export type NewDevice = Pick<DeviceRecord, 'name' | 'role' | 'publicKey' | 'origin' | 'address'> &
  Partial<Pick<DeviceRecord, 'platform' | 'expiresAt'>>;

/** What may be changed of a device. */
export type DeviceChange = Partial<Pick<DeviceRecord, 'name' | 'role' | 'expiresAt' | 'grants'>>;

/** Runs a write so that it is on the disk afterwards, or throws. */
export type Durably = (write: () => void) => void;
const alone: Durably = (write) => write();

/** Writing it down more often would tell nobody more. */
const SEEN_EVERY_MS = 60_000;

/**
 * Windows that were let in for this run. A window that is loaded again comes as a new one; the oldest goes of those that
 * nobody looks through any more.
 */
const MOST_WINDOWS = 64;

/** One key for each origin that somebody ever moved a phone to; more is somebody trying. */
const MOST_KEYS = 16;

/** Timers longer than this are cut into pieces, which also notice a clock that was set. */
const LONGEST_WAIT_MS = 60 * 60 * 1000;

const NOTHING: ReadonlySet<Right> = new Set();
/** What somebody who controls the network could do with a page that came over it, unless the operator gave their word. */
const TAKEN_AT_L0: ReadonlySet<Right> = new Set<Right>(['type', 'administer']);
/** Made once: this is asked for with every key that is typed. */
const AT_L0: typeof ROLE_RIGHTS = {
  viewer: withoutTaken(ROLE_RIGHTS.viewer),
  operator: withoutTaken(ROLE_RIGHTS.operator),
  admin: withoutTaken(ROLE_RIGHTS.admin),
};

/** What stands in the store stays there until it is removed, and a window that comes as more becomes more. */
function stays(known: DeviceRecord, wanted: NewDevice): DeviceRecord['origin'] {
  return known.origin === 'window' ? wanted.origin : known.origin;
}

/** The devices that may come in, in memory as they are in the store. Rights are asked for on every single message. */
export class Devices implements Disposable {
  private readonly store: DeviceStore;
  private readonly clock: Clock;
  private readonly random: RandomBytes;
  private readonly revocations: Revocations;
  private readonly isTrusted: (network: string | null) => boolean;
  private readonly isConnected: (device: string) => boolean;
  private readonly byId: Map<string, DeviceRecord>;
  private readonly byChannelKey = new Map<string, string>();
  private readonly removed = new Emitter<string>();
  private readonly changed = new Emitter<string>();
  private readonly rightsChanged = new Emitter<string>();
  private readonly expiry = new MutableDisposable<Disposable>();

  /** Fires with the id of a device whose connections must end now. */
  readonly onRemoved = this.removed.event;
  /** Fires with the id of a device that is new, or of which something has changed. */
  readonly onChanged = this.changed.event;
  /** Fires with the id of a device that may do something else from now on. */
  readonly onRightsChanged = this.rightsChanged.event;

  constructor(parts: {
    readonly store: DeviceStore;
    readonly clock: Clock;
    readonly random: RandomBytes;
    readonly revocations: Revocations;
    /** Whether the operator's word for this network stands. */
    readonly isTrusted: (network: string | null) => boolean;
    /** Whether somebody is connected as this device now. */
    readonly isConnected?: (device: string) => boolean;
  }) {
    this.store = parts.store;
    this.clock = parts.clock;
    this.random = parts.random;
    this.revocations = parts.revocations;
    this.isTrusted = parts.isTrusted;
    this.isConnected = parts.isConnected ?? (() => false);
    this.byId = new Map(this.store.all().map((device) => [device.id, device]));
    this.forgetRevoked();
    for (const device of this.byId.values()) this.indexKeys(device);
    this.watchExpiry();
  }

  dispose(): void {
    this.expiry.dispose();
  }

  list(): DeviceRecord[] {
    return [...this.byId.values()];
  }

  get(id: string): DeviceRecord | undefined {
    return this.byId.get(id);
  }

  /** The paired device that has this X25519 key, raw. */
  byKey(publicKey: Uint8Array): DeviceRecord | undefined {
    const device = this.byId.get(this.byChannelKey.get(toBase64url(publicKey)) ?? '');
    return device === undefined || this.isOver(device) ? undefined : device;
  }

  /**
   * What the device may do at this moment, coming as it does, on one terminal if one is named; undefined when it is not
   * known (any more).
   */
  rightsOf(id: string, reach: Reach, terminal?: string): ReadonlySet<Right> | undefined {
    const device = this.byId.get(id);
    if (device === undefined || this.isOver(device)) return undefined;
    const granted = terminal === undefined ? NOTHING : rightsOn(device, terminal);
    const rights = reach.level !== 'L0' || this.isTrusted(reach.network) ? ROLE_RIGHTS : AT_L0;
    if (granted.size === 0) return rights[device.role];
    const held = new Set([...rights[device.role], ...granted]);
    return rights === AT_L0 ? withoutTaken(held) : held;
  }

  /**
   * Lets a key in. A key that is known keeps its id and takes the new name, role and address. Throws `storeUnavailable` when it
   * cannot be written down: a device that is forgotten at the next start was never let in, unless it came as a window.
   * `durably` writes it, perhaps together with more; by itself unless told otherwise.
   */
  register(wanted: NewDevice, durably: Durably = alone): DeviceRecord {
    const now = this.clock.now();
    const known = this.list().find((device) => keysOf(device).includes(wanted.publicKey));
    if (this.revocations.hasKey(wanted.publicKey)) throw new ProtocolError('notAuthenticated');
    const device: DeviceRecord =
      known === undefined
        ? { ...NEW, id: newId('d', this.random), ...wanted, createdAt: now, lastSeen: now }
        : { ...known, ...wanted, origin: stays(known, wanted), publicKey: known.publicKey, lastSeen: now };
    if (device.origin !== 'window') durably(() => this.store.put(device));
    this.keep(device);
    if (device.origin === 'window') this.limitWindows();
    return device;
  }

  /** Gives a paired device a further X25519 key, for another origin. Throws when it cannot be written down. */
  addKey(id: string, publicKey: string): DeviceRecord {
    const device = this.byId.get(id);
    if (device === undefined || this.isOver(device) || this.revocations.hasKey(publicKey))
      throw new ProtocolError('notAuthenticated');
    const other = this.byChannelKey.get(publicKey);
    if (other !== undefined && other !== id) throw new ProtocolError('notAuthenticated');
    if (device.moreKeys.length >= MOST_KEYS) throw new ProtocolError('limitReached');
    const next = { ...device, moreKeys: [...new Set([...device.moreKeys, publicKey])] };
    this.store.put(next);
    this.keep(next);
    return next;
  }

  /** Changes what is said; throws when it cannot be written down, and then nothing has changed. */
  update(id: string, change: DeviceChange): DeviceRecord {
    const device = this.byId.get(id);
    if (device === undefined) throw new ProtocolError('notFound', 'There is no such device.');
    const next = { ...device, ...change };
    if (device.origin !== 'window') this.store.put(next);
    this.keep(next);
    if ('role' in change || 'grants' in change || 'expiresAt' in change) this.rightsChanged.fire(id);
    return next;
  }

  /** Notes that the device was here. */
  saw(id: string, reach: Reach): void {
    const device = this.byId.get(id);
    const now = this.clock.now();
    if (device === undefined || device.origin === 'window') return;
    const isNews = device.lastFrom !== reach.from || device.lastLevel !== reach.level;
    if (!isNews && Math.abs(now - device.lastSeen) < SEEN_EVERY_MS) return;
    const sighting = { lastSeen: now, lastFrom: reach.from, lastLevel: reach.level };
    this.byId.set(id, { ...device, ...sighting });
    this.store.setSeen(id, sighting);
    this.changed.fire(id);
  }

  /**
   * Takes every right away for good: in memory first, so that its connections end even if the disk does not take the
   * news; then into the journal, which no backup brings back; then from the database.
   */
  remove(id: string): void {
    const device = this.byId.get(id);
    if (device === undefined) return;
    this.byId.delete(id);
    for (const key of keysOf(device)) this.byChannelKey.delete(key);
    this.removed.fire(id);
    if (device.origin === 'window') return;
    this.revocations.add({ device: id, keys: keysOf(device) });
    this.store.remove(id);
  }

  private keep(device: DeviceRecord): void {
    this.byId.set(device.id, device);
    this.indexKeys(device);
    this.changed.fire(device.id);
    this.watchExpiry();
  }

  private indexKeys(device: DeviceRecord): void {
    if (device.origin !== 'paired') return;
    for (const key of keysOf(device)) this.byChannelKey.set(key, device.id);
  }

  private isOver({ expiresAt }: DeviceRecord): boolean {
    return expiresAt !== null && this.clock.now() >= expiresAt;
  }

  /** Cuts the connections of whoever's time is over; what it may do was asked for anyway. */
  private watchExpiry(): void {
    const ends = this.list().flatMap(({ expiresAt }) => (expiresAt === null ? [] : [expiresAt]));
    const now = this.clock.now();
    const next = Math.min(...ends.filter((end) => end > now));
    if (!Number.isFinite(next)) {
      this.expiry.value = undefined;
      return;
    }
    this.expiry.value = this.clock.after(Math.min(next - now, LONGEST_WAIT_MS), () => {
      for (const device of this.list()) if (this.isOver(device)) this.removed.fire(device.id);
      this.watchExpiry();
    });
  }

  /** What an older copy of the database still has, the journal takes out again. */
  private forgetRevoked(): void {
    for (const device of this.list()) {
      const isRevoked = this.revocations.has(device.id) || keysOf(device).some((key) => this.revocations.hasKey(key));
      if (!isRevoked) continue;
      this.byId.delete(device.id);
      this.store.remove(device.id);
    }
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

const NEW = {
  platform: '',
  moreKeys: [],
  grants: [],
  expiresAt: null,
  lastFrom: '',
  lastLevel: null,
} as const satisfies Partial<DeviceRecord>;

function keysOf({ publicKey, moreKeys }: DeviceRecord): string[] {
  return [publicKey, ...moreKeys];
}

function withoutTaken(rights: ReadonlySet<Right>): ReadonlySet<Right> {
  return new Set([...rights].filter((right) => !TAKEN_AT_L0.has(right)));
}

function rightsOn({ grants }: DeviceRecord, terminal: string): ReadonlySet<Right> {
  return new Set(grants.filter((grant) => grant.terminal === terminal).flatMap(({ rights }) => rights));
}
