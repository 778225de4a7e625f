import type { TrustLevel } from '../../../src-shared/protocol/trust.ts';
import type { ChannelKey, DeviceRecord } from '../store/device-table.ts';

/** Every public key of a device, as text. */
export function keysOf({ publicKey, moreKeys }: DeviceRecord): string[] {
  return [publicKey, ...moreKeys.map((key) => key.publicKey)];
}

/** The keys of the encrypted channel by which paired devices are known. */
export class ChannelKeys {
  private readonly byKey = new Map<string, { readonly device: string; readonly level: TrustLevel }>();

  /** Whose it is; undefined for nobody's, and for one that does not count where it comes from. */
  ownerOf(publicKey: string, level: TrustLevel): string | undefined {
    const known = this.byKey.get(publicKey);
    return known === undefined || !counts(known.level, level) ? undefined : known.device;
  }

  has(publicKey: string): boolean {
    return this.byKey.has(publicKey);
  }

  put(device: DeviceRecord): void {
    if (device.origin !== 'paired') return;
    const first: ChannelKey = { publicKey: device.publicKey, level: device.keyLevel };
    for (const { publicKey, level } of [first, ...device.moreKeys])
      this.byKey.set(publicKey, { device: device.id, level });
  }

  remove(device: DeviceRecord): void {
    for (const key of keysOf(device)) this.byKey.delete(key);
  }
}

/**
 * A page that came over plain http may have been changed on the way, and its key may be in other hands: it must not count
 * for more where pages come safely. A browser, which has one key for each origin, never tries; and nobody else reaches
 * this machine's own entrance.
 */
function counts(made: TrustLevel, used: TrustLevel): boolean {
  return made !== 'L0' || used === 'L0' || used === 'local';
}
