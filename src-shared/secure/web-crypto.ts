import { checkedSecret, KEY_LENGTH, type KeyPair } from './crypto.ts';

/** The part of WebCrypto that is used, in words of our own: this folder knows no browser. `K` is its key handle. */
export interface SubtleX25519<K> {
  deriveBits(algorithm: { readonly name: 'X25519'; readonly public: K }, key: K, bits: number): Promise<ArrayBuffer>;
  importKey(
    format: 'raw',
    key: Uint8Array<ArrayBuffer>,
    algorithm: { readonly name: 'X25519' },
    extractable: boolean,
    usages: never[],
  ): Promise<K>;
}

/** A pair whose private half the browser keeps and gives to nobody. `publicKey` is raw. */
export function webKeyPair<K>(subtle: SubtleX25519<K>, privateKey: K, publicKey: Uint8Array): KeyPair {
  return {
    publicKey,
    async dh(remote) {
      const algorithm = { name: 'X25519' } as const;
      const key = await subtle.importKey('raw', Uint8Array.from(remote), algorithm, true, []);
      return checkedSecret(
        new Uint8Array(await subtle.deriveBits({ ...algorithm, public: key }, privateKey, 8 * KEY_LENGTH)),
      );
    },
  };
}
