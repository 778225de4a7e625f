import { silentLog } from '../../../src-shared/base/log.ts';
import { Devices } from '../devices/devices.ts';
import { Revocations, revocationsFile } from '../devices/revocations.ts';
import { TrustWords } from '../devices/trust-words.ts';
import type { Reach } from '../reach.ts';
import type { DeviceRecord } from '../store/device-table.ts';
import { type openTestStore, testRandom } from './test-store.ts';

/** As the programs of this machine come. */
export const HERE: Reach = { level: 'local', network: null, from: '127.0.0.1' };

/** The real devices over the real store and the real journal. */
export function testDevices(store: ReturnType<typeof openTestStore>, dataDir: string): Devices {
  const { troubles, clock, authority } = store;
  const trust = new TrustWords(authority.trust, clock);
  const revocations = new Revocations(revocationsFile(dataDir), { log: silentLog, troubles });
  const isTrusted = (network: string | null): boolean => trust.isTrusted(network);
  return new Devices({ store: authority.devices, clock, random: testRandom, revocations, isTrusted });
}

/** A device's row as it may stand in the database. */
export function deviceRecord(
  facts: Pick<DeviceRecord, 'id' | 'name' | 'publicKey'> & Partial<DeviceRecord>,
): DeviceRecord {
  return {
    platform: '',
    role: 'admin',
    moreKeys: [],
    origin: 'link',
    address: '127.0.0.1:4140',
    grants: [],
    expiresAt: null,
    createdAt: 1,
    lastSeen: 1,
    lastFrom: '',
    lastLevel: null,
    ...facts,
  };
}
