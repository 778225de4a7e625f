import { renameSync, rmSync, statSync } from 'node:fs';
import { z } from 'zod';
import { readPlainFile, writeDurably } from '../store/data-files.ts';
import type { DeviceRecord } from '../store/device-table.ts';
import type { Devices } from './devices.ts';
import { newKeyPair, publicKeyOf } from './keys.ts';

/** `<dataDir>/local-device.json`, mode 0600: whoever can read it is this user on this machine, and may do everything. */
export const localDeviceSchema = z.object({
  device: z.string().regex(/^d_[0-9a-z]{4,32}$/),
  /** PKCS #8, base64url. */
  privateKey: z.string().regex(/^[A-Za-z0-9_-]+$/),
});
export type LocalDevice = z.infer<typeof localDeviceSchema>;

export function localDeviceFile(dataDir: string): string {
  return `${dataDir}/local-device.json`;
}

/**
 * Makes sure that the command line has a key: the one in the file if it is the key of a device that is known here, else
 * a new one. A file that others could read is not trusted any more.
 */
export function ensureLocalDevice(dataDir: string, devices: Devices): DeviceRecord {
  const file = localDeviceFile(dataDir);
  const known = readKnown(file, devices);
  const device = known ?? create(file, devices);
  for (const other of devices.list()) {
    if (other.origin === 'local' && other.id !== device.id) devices.remove(other.id);
  }
  return device;
}

function readKnown(file: string, devices: Devices): DeviceRecord | undefined {
  const content = readPrivate(file);
  if (content === undefined) return undefined;
  const device = devices.get(content.device);
  return device !== undefined && device.publicKey === publicKeyOf(content.privateKey) ? device : undefined;
}

function readPrivate(file: string): LocalDevice | undefined {
  try {
    // Windows has no such bits; there the directory belongs to the user alone.
    if (process.platform !== 'win32' && (statSync(file).mode & 0o077) !== 0) return undefined;
    return localDeviceSchema.parse(JSON.parse(readPlainFile(file) ?? ''));
  } catch {
    // Missing or broken is the same: it is made anew.
    return undefined;
  }
}

function create(file: string, devices: Devices): DeviceRecord {
  const { publicKey, privateKey } = newKeyPair();
  const device = devices.register({ name: 'command line', role: 'admin', publicKey, origin: 'local', address: '' });
  const content: LocalDevice = { device: device.id, privateKey };
  const draft = `${file}.draft`;
  // A draft that somebody left there could have another mode.
  rmSync(draft, { force: true });
  writeDurably(draft, Buffer.from(`${JSON.stringify(content, null, 2)}\n`));
  renameSync(draft, file);
  return device;
}
