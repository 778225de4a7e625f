import type { DeviceInfo } from '../../../../src-shared/protocol/channels/device/state.ts';
import { ago, levelName } from './role-words.ts';

/** Whether a device may come in, and where it is. */
export type DeviceStanding = 'connected' | 'away' | 'over' | 'suspended';

export function standingOf({ suspended, expiresAt, connections }: DeviceInfo, now: number): DeviceStanding {
  if (suspended === true) return 'suspended';
  if (expiresAt !== null && expiresAt <= now) return 'over';
  return connections > 0 ? 'connected' : 'away';
}

const RANKS: Readonly<Record<DeviceStanding, number>> = { suspended: 0, connected: 1, away: 2, over: 3 };

/** Those that wait for the user first, then who is here, then the one seen last. */
export function inOrder(devices: readonly DeviceInfo[], now: number): DeviceInfo[] {
  return devices
    .map((device) => ({ device, rank: RANKS[standingOf(device, now)] }))
    .sort((one, other) => one.rank - other.rank || other.device.lastSeen - one.device.lastSeen)
    .map(({ device }) => device);
}

/** Whether a device is meant by what somebody typed: by its name, what it is, its address or its id. */
export function isMeant({ name, platform, lastFrom, id }: DeviceInfo, text: string): boolean {
  const wanted = text.trim().toLocaleLowerCase();
  return [name, platform, lastFrom, id].some((each) => each.toLocaleLowerCase().includes(wanted));
}

/** "iPhone, Safari · seen 3 h ago from 192.168.1.9 by plain http · until 4 December". */
export function whereabouts(device: DeviceInfo, now: number): string {
  const { platform, origin, lastSeen, lastFrom, lastLevel, expiresAt } = device;
  const standing = standingOf(device, now);
  const what = platform !== '' ? platform : origin === 'local' ? 'the command line of this computer' : 'a browser';
  const seen = standing === 'connected' ? 'connected now' : `seen ${ago(lastSeen, now)}`;
  const from =
    lastLevel === null || origin === 'local'
      ? ''
      : lastLevel === 'local'
        ? ' from this computer'
        : ` from ${lastFrom} by ${levelName(lastLevel)}`;
  const end = expiresAt === null || expiresAt <= now ? '' : ` · until ${new Date(expiresAt).toLocaleString()}`;
  return `${what} · ${seen}${from}${end}`;
}

/** A name within a sentence: one that turns the direction of writing turns it for itself alone. */
export function isolated(name: string): string {
  return `\u2068${name}\u2069`;
}

/** Devices as a select has them, by name; one that is chosen and gone stays. */
export function deviceOptions(
  devices: readonly DeviceInfo[],
  chosen: string,
): ReadonlyArray<{ readonly value: string; readonly label: string }> {
  const options = devices
    .map(({ id, name }) => ({ value: id, label: name }))
    .sort((one, other) => one.label.localeCompare(other.label));
  if (chosen === '' || devices.some(({ id }) => id === chosen)) return options;
  return [...options, { value: chosen, label: `${chosen} (gone)` }];
}
