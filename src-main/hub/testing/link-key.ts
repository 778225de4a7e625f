import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { helloText, type Proof, type SignedFor } from '../../../src-shared/protocol/frames.ts';
import { TestClient } from './test-client.ts';
import type { TestKey } from './test-key.ts';

/** A key of a browser or a window: with the secret of a link it comes in, afterwards as the device that it became. */
export interface LinkKey extends TestKey {
  /** The private half, as it must stand nowhere. */
  readonly secret: string;
  readonly privateKey: KeyObject;
  become(device: string): void;
}

/** `of` has opened a link before, and opens this one with the same key. */
export function linkKey(link: string, of?: LinkKey): LinkKey {
  const { privateKey, publicKey } = of ?? generateKeyPairSync('ed25519');
  const { x = '', d = '' } = privateKey.export({ format: 'jwk' });
  let device = '';
  const signed = (on: SignedFor, what: string): string =>
    sign(null, Buffer.from(helloText(on, what)), privateKey).toString('base64url');
  return {
    device: { id: '', name: 'window', role: 'admin' },
    publicKey,
    secret: d,
    privateKey,
    prove: (on): Proof =>
      device === ''
        ? { kind: 'link', secret: link, publicKey: x, name: 'window', signature: signed(on, `${link} ${x}`) }
        : { kind: 'device', device, signature: signed(on, device) },
    become(id) {
      device = id;
    },
  };
}

/** Whoever opens a link, and the key with which they come back. */
export async function openLink(
  url: string,
  link: string,
): Promise<{ readonly client: TestClient; readonly key: LinkKey }> {
  const key = linkKey(link);
  const client = await TestClient.open(url, key);
  key.become(client.welcome.device.id);
  return { client, key };
}
