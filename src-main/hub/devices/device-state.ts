import { type Disposable, DisposableStore } from '../../../src-shared/base/disposable.ts';
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

/** Keeps the channel `device` as the devices are. */
export class DeviceStateKeeper implements Disposable {
  private readonly devices: Devices;
  private readonly connected: Connected;
  private readonly channel: { readonly state: DeviceState; apply(action: DeviceAction): void };
  private readonly owned = new DisposableStore();

  constructor(
    devices: Devices,
    connected: Connected,
    channel: { readonly state: DeviceState; apply(action: DeviceAction): void },
  ) {
    this.devices = devices;
    this.connected = connected;
    this.channel = channel;
    for (const device of devices.list()) this.tell(device.id);
    this.owned.add(devices.onChanged((id) => this.tell(id)));
    this.owned.add(devices.onRemoved((id) => this.tell(id)));
    this.owned.add(connected.onChanged((id) => this.tell(id)));
  }

  dispose(): void {
    this.owned.dispose();
  }

  infoOf(device: DeviceRecord): DeviceInfo {
    const { id, name, platform, origin, role, grants, endedAt, createdAt, lastSeen, lastFrom, lastLevel } = device;
    const connections = this.connected.count(id);
    // Whoever was suspended has an end that is over, which is how it can be given another.
    const expiresAt = endedAt === null ? device.expiresAt : Math.min(endedAt, device.expiresAt ?? endedAt);
    const facts = { id, name, platform, origin, role, expiresAt, createdAt, lastSeen, lastFrom, lastLevel };
    return { ...facts, grants: [...grants], connections };
  }

  private tell(id: string): void {
    const device = this.devices.get(id);
    if (device === undefined) this.channel.apply({ type: 'device.removed', id });
    // Windows of this run come and go with each reload, and are this machine's own.
    else if (device.origin !== 'window') this.channel.apply({ type: 'device.listed', device: this.infoOf(device) });
  }
}
