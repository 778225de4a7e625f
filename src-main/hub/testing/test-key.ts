import { createPublicKey, generateKeyPairSync, type KeyObject, sign, verify } from 'node:crypto';
import { err, ok } from '../../../src-shared/base/result.ts';
import { type Hello, helloText, type Proof, type SignedFor } from '../../../src-shared/protocol/frames.ts';
import type { Authenticator, KnownDevice } from '../server/hello.ts';

/** A device with a real Ed25519 key. */
export interface TestKey {
  readonly device: KnownDevice;
  readonly publicKey: KeyObject;
  prove(signedFor: SignedFor): Proof;
}

export function testKey(device: KnownDevice): TestKey {
  const { privateKey } = generateKeyPairSync('ed25519');
  return {
    device,
    publicKey: createPublicKey(privateKey),
    prove(signedFor) {
      const signature = sign(null, Buffer.from(helloText(signedFor, device.id)), privateKey).toString('base64url');
      return { kind: 'device', device: device.id, signature };
    },
  };
}

/** Knows a few keys and really checks signatures; the hub's own, in `devices`, also knows links and a database. */
export class KeyRing implements Authenticator {
  private readonly keys = new Map<string, TestKey>();

  add(key: TestKey): TestKey {
    this.keys.set(key.device.id, key);
    return key;
  }

  authenticate(signedFor: SignedFor, { proof }: Hello): ReturnType<Authenticator['authenticate']> {
    if (proof.kind !== 'device') return err('notAuthenticated');
    const key = this.keys.get(proof.device);
    if (key === undefined) return err('notAuthenticated');
    const text = Buffer.from(helloText(signedFor, key.device.id));
    const valid = verify(null, text, key.publicKey, Buffer.from(proof.signature, 'base64url'));
    return valid ? ok({ device: key.device }) : err('notAuthenticated');
  }
}
