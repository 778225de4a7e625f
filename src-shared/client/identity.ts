import { helloText, type Proof, type SignedFor } from '../protocol/frames.ts';

/** Signs text with this client's Ed25519 key: base64url of the 64 bytes, without padding. */
export type Sign = (text: string) => Promise<string> | string;

/**
 * Who a client says it is: a device that the hub knows, or the holder of a one-time link who brings a fresh key. The
 * crypto behind `sign` is the platform's.
 */
export type Identity =
  /** The encrypted channel below proves it. */
  | { readonly kind: 'channel' }
  | { readonly kind: 'device'; readonly device: string; readonly sign: Sign }
  | {
      readonly kind: 'link';
      readonly secret: string;
      /** Raw Ed25519 public key, base64url. */
      readonly publicKey: string;
      /** What the device is to be called. */
      readonly name: string;
      readonly sign: Sign;
    };

/** What a hub gets to see of an identity: an answer to this challenge, here, and to no other. */
export async function prove(identity: Identity, signedFor: SignedFor): Promise<Proof> {
  if (identity.kind === 'channel') return { kind: 'channel' };
  if (identity.kind === 'device') {
    const { device } = identity;
    return { kind: 'device', device, signature: await identity.sign(helloText(signedFor, device)) };
  }
  const { secret, publicKey, name } = identity;
  const signature = await identity.sign(helloText(signedFor, `${secret} ${publicKey}`));
  return { kind: 'link', secret, publicKey, name, signature };
}
