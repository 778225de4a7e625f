import type { Role } from '../../../src-shared/protocol/rights.ts';
import { deviceRecord } from './test-devices.ts';
import { type TestKey, testKey } from './test-key.ts';
import { openTestStore } from './test-store.ts';

/** Lets a device with this role into a data directory on which no hub runs yet. */
export function plantDevice(dataDir: string, role: Role): TestKey {
  const key = testKey({ id: `d_${role}`, name: role, role });
  const store = openTestStore(dataDir);
  const publicKey = key.publicKey.export({ format: 'jwk' }).x ?? '';
  store.authority.devices.put(deviceRecord({ ...key.device, publicKey, address: '' }));
  store.close();
  return key;
}
