import { toBase64url } from '../../../src-shared/base/base64.ts';
import type { Clock } from '../../../src-shared/base/clock.ts';
import { type Disposable, DisposableStore } from '../../../src-shared/base/disposable.ts';
import { Emitter } from '../../../src-shared/base/emitter.ts';
import { newId, type RandomBytes } from '../../../src-shared/base/ids.ts';
import { ProtocolError } from '../../../src-shared/protocol/errors.ts';
import type { Right } from '../../../src-shared/protocol/rights.ts';
import type { TrustLevel } from '../../../src-shared/protocol/trust.ts';
import type { Reach } from '../reach.ts';
import type { DeviceRecord } from '../store/device-table.ts';
import { DeviceEnds } from './device-ends.ts';
import { ChannelKeys, keysOf } from './device-keys.ts';
import { DeviceLedger, type DeviceStore } from './device-ledger.ts';
import { isCutAtL0, isLess, rightsHeld } from './device-rights.ts';
import type { Revocations } from './revocations.ts';

/** Time that does not go back; `KnownTime` of the store is it. */
export interface EndTime {
  now(): number;
  /** Somebody who may administer has named an end by the clock as it is. */
  believe(): void;
}

/** Who a new device is; what is left out is usual. */
export type NewDevice = Pick<DeviceRecord, 'name' | 'role' | 'publicKey' | 'origin' | 'address'> &
  Partial<Pick<DeviceRecord, 'platform' | 'expiresAt' | 'keyLevel'>>;

/** What may be changed of a device. */
export type DeviceChange = Partial<Pick<DeviceRecord, 'name' | 'role' | 'expiresAt' | 'grants'>>;

/** Runs the write of a device so that it is on the disk afterwards, or throws. */
export type Durably = (write: () => void, device: DeviceRecord) => void;
const alone: Durably = (write) => write();

export const REVOKED_KEY =
  'This phone was revoked on the computer, and its key with it. Let it forget the computer, which makes it a new key, and pair it again.';
const NOT_WRITTEN =
  'It was cut off and may do nothing any more. But the disk cannot be written, and until it can, a restart would let it in again: free some space. It is tried again until then.';

/** Writing it down more often would tell nobody more. */
const SEEN_EVERY_MS = 60_000;

/**
 * Windows that were let in for this run. A window that is loaded again comes as a new one; the oldest goes of those that
 * nobody looks through any more.
 */
const MOST_WINDOWS = 64;

/** One key for each origin that somebody ever moved a phone to; more is somebody trying. */
const MOST_KEYS = 16;

/**
 * What stands in the store stays there until it is removed, and a window that comes as more becomes more. A key that is
 * known is what it was.
 */
function stays(known: DeviceRecord, wanted: NewDevice): Pick<DeviceRecord, 'origin' | 'publicKey' | 'keyLevel'> {
  const origin = known.origin === 'window' ? wanted.origin : known.origin;
  return { origin, publicKey: known.publicKey, keyLevel: known.keyLevel };
}

/** The devices that may come in, in memory as they are in the store. Rights are asked for on every single message. */
export class Devices implements Disposable {
  private readonly ledger: DeviceLedger;
  private readonly clock: Clock;
  private readonly random: RandomBytes;
  private readonly revocations: Revocations;
  private readonly isTrusted: (network: string | null) => boolean;
  private readonly isConnected: (device: string) => boolean;
  private readonly byId: Map<string, DeviceRecord>;
  private readonly time: EndTime;
  private readonly ends: DeviceEnds;
  private readonly channelKeys = new ChannelKeys();
  private readonly removed = new Emitter<string>();
  private readonly changed = new Emitter<string>();
  private readonly rightsChanged = new Emitter<string>();
  private readonly owned = new DisposableStore();

  /** Fires with the id of a device whose connections must end now: it was removed, or its end has come. */
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
    readonly time: EndTime;
    /** Whether the operator's word for this network stands. */
    readonly isTrusted: (network: string | null) => boolean;
    /** Whether somebody is connected as this device now. */
    readonly isConnected?: (device: string) => boolean;
  }) {
    this.ledger = this.owned.add(new DeviceLedger(parts.store, parts.revocations, parts.clock));
    this.clock = parts.clock;
    this.random = parts.random;
    this.revocations = parts.revocations;
    this.isTrusted = parts.isTrusted;
    this.isConnected = parts.isConnected ?? (() => false);
    this.time = parts.time;
    this.ends = this.owned.add(new DeviceEnds(parts.clock, parts.time));
    this.byId = new Map(this.ledger.load().map((device) => [device.id, device]));
    for (const device of this.byId.values()) this.channelKeys.put(device);
    this.watchEnds();
  }

  dispose(): void {
    this.owned.dispose();
  }

  list(): DeviceRecord[] {
    return [...this.byId.values()];
  }

  get(id: string): DeviceRecord | undefined {
    return this.byId.get(id);
  }

  /** The paired device that has this X25519 key, raw, and may use it where it comes from. */
  byKey(publicKey: Uint8Array, level: TrustLevel): DeviceRecord | undefined {
    const device = this.byId.get(this.channelKeys.ownerOf(toBase64url(publicKey), level) ?? '');
    return device === undefined || this.ends.isOver(device) ? undefined : device;
  }

  /** Whether this key is of a device that is known and not let in now: its end has come, or it is suspended. */
  hasEnded(publicKey: Uint8Array, level: TrustLevel): boolean {
    return this.isOver(this.channelKeys.ownerOf(toBase64url(publicKey), level) ?? '');
  }

  /** Whether its end has come, or it is suspended: it is known, and not let in. */
  isOver(id: string): boolean {
    const device = this.byId.get(id);
    return device !== undefined && this.ends.isOver(device);
  }

  /** Whether a key was revoked, with whatever device had it; it lets nobody in any more. */
  isRevoked(publicKey: Uint8Array): boolean {
    return this.revocations.hasKey(toBase64url(publicKey));
  }

  /**
   * What the device may do at this moment, coming as it does, on one terminal if one is named; undefined when it is not
   * known (any more).
   */
  rightsOf(id: string, reach: Reach, terminal?: string): ReadonlySet<Right> | undefined {
    const device = this.byId.get(id);
    if (device === undefined || this.ends.isOver(device)) return undefined;
    return rightsHeld(device, this.isCut(reach), terminal);
  }

  /** Whether the device may do less, coming as it does, than its role and grants say. */
  isLessThere(id: string, reach: Reach): boolean {
    const device = this.byId.get(id);
    return device !== undefined && this.isCut(reach) && isCutAtL0(device);
  }

  /**
   * Lets a key in. A key that is known keeps its id and takes the new name, role and address. Throws `storeUnavailable` when it
   * cannot be written down: a device that is forgotten at the next start was never let in, unless it came as a window.
   * `durably` writes it, perhaps together with more; by itself unless told otherwise.
   */
  register(wanted: NewDevice, durably: Durably = alone): DeviceRecord {
    if (this.revocations.hasKey(wanted.publicKey))
      throw wanted.origin === 'paired'
        ? new ProtocolError('pairingRefused', REVOKED_KEY)
        : new ProtocolError('notAuthenticated');
    if (wanted.expiresAt !== undefined) this.time.believe();
    const now = this.clock.now();
    const known = this.list().find((device) => keysOf(device).includes(wanted.publicKey));
    // Keys of two kinds are two keys, whatever their bytes.
    if (known !== undefined && (known.origin === 'paired') !== (wanted.origin === 'paired'))
      throw new ProtocolError('notAuthenticated');
    const device: DeviceRecord =
      known === undefined
        ? { ...NEW, id: newId('d', this.random), ...wanted, createdAt: now, lastSeen: now }
        : { ...comesAgain(known), ...wanted, ...stays(known, wanted), lastSeen: now };
    durably(() => this.ledger.put(device, known), device);
    this.keep(device);
    if (known !== undefined && (isLess(known, device) || isLess(device, known))) this.rightsChanged.fire(device.id);
    if (device.origin === 'window') this.limitWindows();
    return device;
  }

  /** Gives a paired device a further X25519 key, for another origin. Throws when it cannot be written down. */
  addKey(id: string, publicKey: string, level: TrustLevel): DeviceRecord {
    const device = this.byId.get(id);
    if (device === undefined || this.ends.isOver(device)) throw new ProtocolError('notAuthenticated');
    if (this.revocations.hasKey(publicKey)) throw new ProtocolError('pairingRefused', REVOKED_KEY);
    // Whoever has a key is that device already, and keeps being it.
    if (this.channelKeys.has(publicKey)) throw new ProtocolError('notAuthenticated');
    if (device.moreKeys.length >= MOST_KEYS)
      throw new ProtocolError(
        'limitReached',
        'This device has moved too often. Revoke it on the computer and pair it again.',
      );
    const next = { ...device, moreKeys: [...device.moreKeys, { publicKey, level }] };
    this.ledger.put(next);
    this.keep(next);
    return next;
  }

  /**
   * Changes what is said; throws when it cannot be written down, and then nothing has changed. A new end lets a device in
   * again that was over or suspended, and nothing else does.
   */
  update(id: string, change: DeviceChange): DeviceRecord {
    const device = this.byId.get(id);
    if (device === undefined) throw new ProtocolError('notFound', 'There is no such device (any more).');
    const { expiresAt = undefined } = change;
    if (expiresAt !== undefined) this.time.believe();
    const isOver = expiresAt !== undefined && expiresAt !== null && expiresAt <= this.time.now();
    const endedAt = expiresAt === undefined ? device.endedAt : isOver ? this.time.now() : null;
    const wasOver = this.ends.isOver(device);
    const next = { ...device, ...change, endedAt };
    this.ledger.put(next, device);
    this.keep(next);
    if (this.ends.isOver(next)) {
      if (!wasOver) this.removed.fire(id);
    } else if ('role' in change || 'grants' in change || 'expiresAt' in change) this.rightsChanged.fire(id);
    return next;
  }

  /** Notes that the device was here. */
  saw(id: string, reach: Reach): void {
    const device = this.byId.get(id);
    const now = this.clock.now();
    if (device === undefined || device.origin === 'window') return;
    const isNews = device.lastFrom !== reach.from || device.lastLevel !== reach.level;
    if (!isNews && Math.abs(now - device.lastSeen) < SEEN_EVERY_MS) return;
    const seen = { ...device, lastSeen: now, lastFrom: reach.from, lastLevel: reach.level };
    this.byId.set(id, seen);
    this.ledger.sighted(seen);
    this.changed.fire(id);
  }

  /**
   * Takes every right away for good: in memory first, so that its connections end even if the disk does not take the
   * news; then into the journal, which no backup brings back; then from the database. Throws in words when neither of
   * them could be written: it holds all the same.
   */
  remove(id: string): void {
    const device = this.byId.get(id);
    if (device === undefined) return;
    this.byId.delete(id);
    this.channelKeys.remove(device);
    this.removed.fire(id);
    this.watchEnds();
    if (!this.ledger.remove(device)) throw new ProtocolError('storeUnavailable', NOT_WRITTEN);
  }

  private keep(device: DeviceRecord): void {
    this.byId.set(device.id, device);
    this.channelKeys.put(device);
    this.changed.fire(device.id);
    this.watchEnds();
  }

  private isCut({ level, network }: Reach): boolean {
    return level === 'L0' && !this.isTrusted(network);
  }

  /** Cuts the connections of whoever's time is over, once; what it may do was asked for anyway. */
  private watchEnds(): void {
    for (const device of this.byId.values()) if (device.endedAt === null && this.ends.isOver(device)) this.end(device);
    this.ends.watch(this.byId.values(), () => this.watchEnds());
  }

  private end(device: DeviceRecord): void {
    const endedAt = this.time.now();
    this.byId.set(device.id, { ...device, endedAt });
    this.ledger.ended(device, endedAt);
    this.removed.fire(device.id);
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
  keyLevel: 'local',
  moreKeys: [],
  grants: [],
  expiresAt: null,
  endedAt: null,
  lastFrom: '',
  lastLevel: null,
} as const satisfies Partial<DeviceRecord>;

/** Whoever is let in anew has what is said now, and nothing from before. */
function comesAgain(known: DeviceRecord): DeviceRecord {
  return { ...known, grants: [], expiresAt: null, endedAt: null };
}
