import type { Clock } from '../../../src-shared/base/clock.ts';
import { type Disposable, DisposableStore, MutableDisposable } from '../../../src-shared/base/disposable.ts';
import type { Event } from '../../../src-shared/base/emitter.ts';
import type { DeviceAction } from '../../../src-shared/protocol/channels/device/actions.ts';
import type { DeviceInfo, DeviceState } from '../../../src-shared/protocol/channels/device/state.ts';
import type { DeviceRecord } from '../store/device-table.ts';
import type { Devices } from './devices.ts';

/** Who is connected, by device. */
export interface Connected {
  /** Connections of this device that are open. */
  count(device: string): number;
  /** Fires with the device of which one came or went. */
  readonly onChanged: Event<string>;
}

/** What is told together. Shorter than anybody notices, and long enough to gather what comes back after a restart. */
const GATHER_MS = 100;
/** Devices in one action: some 40 KB. */
const AT_ONCE = 100;

/** Keeps the channel `device` as the devices are. Who is gone is told at once, all else in a moment. */
export class DeviceStateKeeper implements Disposable {
  private readonly devices: Devices;
  private readonly connected: Connected;
  private readonly channel: { readonly state: DeviceState; apply(action: DeviceAction): void };
  private readonly clock: Clock;
  private readonly owned = new DisposableStore();
  private readonly due = this.owned.add(new MutableDisposable<Disposable>());
  private readonly changed = new Set<string>();

  constructor(
    devices: Devices,
    connected: Connected,
    channel: { readonly state: DeviceState; apply(action: DeviceAction): void },
    clock: Clock,
  ) {
    this.devices = devices;
    this.connected = connected;
    this.channel = channel;
    this.clock = clock;
    for (const { id } of devices.list()) this.changed.add(id);
    this.tell();
    this.owned.add(devices.onChanged((id) => this.tellSoon(id)));
    this.owned.add(devices.onRemoved((id) => this.tellSoon(id)));
    this.owned.add(connected.onChanged((id) => this.tellSoon(id)));
  }

  dispose(): void {
    this.owned.dispose();
  }

  infoOf(device: DeviceRecord): DeviceInfo {
    const { id, name, platform, origin, role, grants, endedAt, createdAt, lastSeen, lastFrom, lastLevel } = device;
    const connections = this.connected.count(id);
    // Whoever was suspended has an end that is over, which is how it can be given another.
    const expiresAt = endedAt === null ? device.expiresAt : Math.min(endedAt, device.expiresAt ?? endedAt);
    const suspended = endedAt !== null && (device.expiresAt === null || device.expiresAt > endedAt);
    const facts = { id, name, platform, origin, role, expiresAt, createdAt, lastSeen, lastFrom, lastLevel };
    return { ...facts, grants: [...grants], connections, ...(suspended ? { suspended } : {}) };
  }

  private tellSoon(id: string): void {
    if (this.devices.get(id) === undefined) {
      this.changed.delete(id);
      this.channel.apply({ type: 'device.removed', id });
      return;
    }
    this.changed.add(id);
    this.due.value ??= this.clock.after(GATHER_MS, () => this.tell());
  }

  private tell(): void {
    this.due.value = undefined;
    const devices = [...this.changed].flatMap((id) => {
      const device = this.devices.get(id);
      // Windows of this run come and go with each reload, and are this machine's own.
      return device === undefined || device.origin === 'window' ? [] : [this.infoOf(device)];
    });
    this.changed.clear();
    for (let at = 0; at < devices.length; at += AT_ONCE)
      this.channel.apply({ type: 'device.listed', devices: devices.slice(at, at + AT_ONCE) });
  }
}
