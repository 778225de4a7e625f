import { createPrivateKey, sign } from 'node:crypto';
import { join } from 'node:path';
import { z } from 'zod';
import type { Identity } from '../../src-shared/client/identity.ts';
import { ProtocolError } from '../../src-shared/protocol/errors.ts';
import { readOwnFile } from '../hub/host/own-file.ts';

/** Written by the hub at its start, 0600: whoever can read it is this user on this machine. */
const localDeviceSchema = z.object({ device: z.string(), privateKey: z.string() });

/** The device of the command line and of the desktop app's own part. Read anew for each connection, since a hub may have made a new key. */
export function localIdentity(dataDir: string): Identity {
  const file = join(dataDir, 'local-device.json');
  const { device, privateKey } = readLocalDevice(file);
  const key = createPrivateKey({ key: Buffer.from(privateKey, 'base64url'), format: 'der', type: 'pkcs8' });
  return {
    kind: 'device',
    device,
    sign: (text) => sign(null, Buffer.from(text), key).toString('base64url'),
  };
}

function readLocalDevice(file: string): z.infer<typeof localDeviceSchema> {
  try {
    return localDeviceSchema.parse(JSON.parse(readOwnFile(file)));
  } catch (thrown) {
    const why = (thrown as NodeJS.ErrnoException).code ?? 'it is damaged';
    throw new ProtocolError(
      'notAuthenticated',
      `The key in ${file} cannot be read (${why}). Restart the hub with \`homeport stop\` and \`homeport start\`; it makes a new one.`,
    );
  }
}
