import { silentLog } from '../../../src-shared/base/log.ts';
import { catchUp } from '../devices/catch-up.ts';
import { Devices } from '../devices/devices.ts';
import { Revocations, revocationsFile } from '../devices/revocations.ts';
import { TrustWords } from '../devices/trust-words.ts';
import type { Reach } from '../reach.ts';
import type { DeviceRecord } from '../store/device-table.ts';
import { type openTestStore, testRandom } from './test-store.ts';

/** As the programs of this machine come. */
export const HERE: Reach = { level: 'local', network: null, from: '127.0.0.1' };

type TestStore = ReturnType<typeof openTestStore>;

/** The real devices over the real store and the real journal. */
export function testDevices(
  store: TestStore,
  dataDir: string,
): { readonly devices: Devices; readonly trust: TrustWords; readonly revocations: Revocations } {
  const { clock, authority } = store;
  const revocations = testRevocations(store, dataDir);
  const trust = new TrustWords(authority.trust, authority.time, revocations);
  const isTrusted = (network: string | null): boolean => trust.isTrusted(network);
  const { devices: kept, time } = authority;
  const devices = new Devices({ store: kept, clock, time, random: testRandom, revocations, isTrusted });
  return { devices, trust, revocations };
}

/** The journal, read and made up for in the store. */
export function testRevocations(store: TestStore, dataDir: string): Revocations {
  const { troubles, authority } = store;
  const revocations = new Revocations(revocationsFile(dataDir), { log: silentLog, troubles });
  catchUp({ revocations, ...authority, troubles, log: silentLog });
  return revocations;
}

/** A device's row as it may stand in the database. */
export function deviceRecord(
  facts: Pick<DeviceRecord, 'id' | 'name' | 'publicKey'> & Partial<DeviceRecord>,
): DeviceRecord {
  return {
    platform: '',
    role: 'admin',
    keyLevel: 'local',
    moreKeys: [],
    origin: 'link',
    address: '127.0.0.1:4140',
    grants: [],
    expiresAt: null,
    endedAt: null,
    createdAt: 1,
    lastSeen: 1,
    lastFrom: '',
    lastLevel: null,
    ...facts,
  };
}
