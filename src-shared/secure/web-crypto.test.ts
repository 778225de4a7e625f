import { expect, test } from 'vitest';
import { initiate, respond } from './handshake.ts';
import { nobleCrypto, nobleKeyPair } from './noble-crypto.ts';
import { type SubtleX25519, webKeyPair } from './web-crypto.ts';

const random = (length: number): Uint8Array => crypto.getRandomValues(new Uint8Array(length));
const suite = nobleCrypto(random);
const subtle = crypto.subtle as unknown as SubtleX25519<CryptoKey>;

async function locked(): Promise<{ privateKey: CryptoKey; publicKey: Uint8Array }> {
  const pair = (await crypto.subtle.generateKey({ name: 'X25519' }, false, ['deriveBits'])) as CryptoKeyPair;
  return {
    privateKey: pair.privateKey,
    publicKey: new Uint8Array(await crypto.subtle.exportKey('raw', pair.publicKey)),
  };
}

test('a key that nobody can read out agrees with others, and makes a channel as any device’s', async () => {
  const { privateKey, publicKey } = await locked();
  await expect(crypto.subtle.exportKey('pkcs8', privateKey)).rejects.toThrow();
  const key = webKeyPair(subtle, privateKey, publicKey);
  const hubKey = nobleKeyPair(random(32));
  expect(await key.dh(hubKey.publicKey)).toEqual(hubKey.dh(publicKey));

  const phone = initiate(suite, { hub: 'h_0123', by: { kind: 'device', key, hubKey: hubKey.publicKey } });
  const hub = respond(suite, { hub: 'h_0123', key: hubKey, secretOf: () => undefined });
  const { reply = random(1), made } = await hub.receive(await phone.first());
  expect(made?.remoteKey).toEqual(publicKey);
  const [message = random(1)] = (await phone.receive(reply)).made?.channel.seal('text', [random(3)]) ?? [];
  expect(made?.channel.open(message)).toMatchObject({ ok: true });
});

test('a browser that answers zeros is not believed', async () => {
  const old: SubtleX25519<string> = {
    importKey: async () => 'remote',
    deriveBits: async () => new ArrayBuffer(32),
  };
  await expect(webKeyPair(old, 'mine', random(32)).dh(random(32))).rejects.toThrow('small order');
});

test('it agrees with no key that makes a secret everybody knows, and with nothing that is no key', async () => {
  const { privateKey, publicKey } = await locked();
  const key = webKeyPair(subtle, privateKey, publicKey);
  for (const remote of [new Uint8Array(32), Uint8Array.of(1, ...new Uint8Array(31)), random(31), random(33)])
    await expect(key.dh(remote)).rejects.toThrow();
});
