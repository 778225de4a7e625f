import { createPrivateKey } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { nodeCrypto, nodeKeyPair } from '../../src-main/hub/host/node-crypto.ts';
import type { KeyPair, SecureCrypto } from './crypto.ts';
import { nobleCrypto, nobleKeyPair } from './noble-crypto.ts';
import { CipherState, NoiseError, NoiseHandshake, type PatternName } from './noise.ts';

interface Vectors {
  readonly prologue: string;
  readonly initStatic: string;
  readonly initEphemeral: string;
  readonly respStatic: string;
  readonly respEphemeral: string;
  readonly secret: string;
  readonly vectors: ReadonlyArray<{
    readonly pattern: PatternName;
    readonly hash: string;
    readonly messages: ReadonlyArray<{ readonly payload: string; readonly ciphertext: string }>;
  }>;
}

const published = JSON.parse(readFileSync(new URL('testing/noise-vectors.json', import.meta.url), 'utf8')) as Vectors;

const bytes = (hex: string): Uint8Array => new Uint8Array(Buffer.from(hex, 'hex'));
const hex = (of: Uint8Array): string => Buffer.from(of).toString('hex');
const random = (length: number): Uint8Array => crypto.getRandomValues(new Uint8Array(length));

const PKCS8 = Buffer.from('302e020100300506032b656e04220420', 'hex');
function platformKeyPair(privateKey: Uint8Array): KeyPair {
  return nodeKeyPair(createPrivateKey({ key: Buffer.concat([PKCS8, privateKey]), format: 'der', type: 'pkcs8' }));
}

const KINDS: ReadonlyArray<readonly [string, SecureCrypto, (privateKey: Uint8Array) => KeyPair]> = [
  ['the platform', nodeCrypto(), platformKeyPair],
  ['plain JavaScript', nobleCrypto(random), nobleKeyPair],
];

for (const [initName, initCrypto, initKey] of KINDS)
  for (const [respName, respCrypto, respKey] of KINDS)
    test.each(published.vectors)(
      `$pattern speaks as published, with ${initName} on one end and ${respName} on the other`,
      async ({ pattern, hash, messages }) => {
        const prologue = bytes(published.prologue);
        const secret = (): Uint8Array => bytes(published.secret);
        const responderKey = respKey(bytes(published.respStatic));
        const ends = [
          new NoiseHandshake(
            { ...initCrypto, newKeyPair: () => initKey(bytes(published.initEphemeral)) },
            {
              pattern,
              initiator: true,
              prologue,
              secret,
              key: initKey(bytes(published.initStatic)),
              remoteKey: responderKey.publicKey,
            },
          ),
          new NoiseHandshake(
            { ...respCrypto, newKeyPair: () => respKey(bytes(published.respEphemeral)) },
            { pattern, initiator: false, prologue, secret, key: responderKey },
          ),
        ] as const;
        let at = 0;
        for (; !ends[0].isOver; at++) {
          const [writer, reader] = at % 2 === 0 ? ends : [ends[1], ends[0]];
          const { payload = '', ciphertext } = messages[at] ?? {};
          const message = await writer.write(bytes(payload));
          expect(hex(message)).toBe(ciphertext);
          expect(hex(await reader.read(message))).toBe(payload);
        }
        const [init, resp] = [ends[0].result(), ends[1].result()];
        expect([hex(init.hash), hex(resp.hash)]).toEqual([hash, hash]);
        expect(hex(resp.remoteKey)).toBe(hex(initKey(bytes(published.initStatic)).publicKey));
        for (; at < messages.length; at++) {
          const [sender, receiver] = at % 2 === 0 ? [init, resp] : [resp, init];
          const { payload = '', ciphertext } = messages[at] ?? {};
          const sealed = sender.send.seal(new Uint8Array(0), bytes(payload));
          expect(hex(sealed)).toBe(ciphertext);
          expect(hex(receiver.receive.open(new Uint8Array(0), sealed))).toBe(payload);
        }
      },
    );

const LOW_ORDER = [
  '00'.repeat(32),
  `01${'00'.repeat(31)}`,
  'e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800',
  '5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157',
  `ec${'ff'.repeat(30)}7f`,
];

test.each(KINDS)('a remote key that makes a secret everybody knows is refused, by %s', async (_name, suite, keyOf) => {
  for (const point of LOW_ORDER) {
    expect(() => keyOf(random(32)).dh(bytes(point))).toThrow();
    const key = keyOf(random(32));
    const options = { pattern: 'IK', prologue: random(3), key } as const;
    const responder = new NoiseHandshake(suite, { ...options, initiator: false });
    await expect(responder.read(new Uint8Array([...bytes(point), ...random(80)]))).rejects.toBeInstanceOf(NoiseError);
    const initiator = new NoiseHandshake(suite, { ...options, initiator: true, remoteKey: bytes(point) });
    await expect(initiator.write(new Uint8Array(0))).rejects.toBeInstanceOf(NoiseError);
  }
});

test('a message out of turn, too short or too long is refused', async () => {
  const [, suite, keyOf] = KINDS[0] ?? [];
  if (suite === undefined || keyOf === undefined) throw new Error('no crypto');
  const options = { pattern: 'XXpsk3', prologue: random(3), key: keyOf(random(32)), secret: () => random(32) } as const;
  const initiator = new NoiseHandshake(suite, { ...options, initiator: true });
  await expect(initiator.read(random(48))).rejects.toThrow('out of turn');
  for (const length of [0, 31, 47, 65_536]) {
    const responder = new NoiseHandshake(suite, { ...options, initiator: false });
    await expect(responder.read(random(length))).rejects.toBeInstanceOf(NoiseError);
  }
  expect(() => initiator.result()).toThrow('invariant broken');
});

test('a handshake that failed leads nowhere, not even where its last message was the one that failed', async () => {
  const [, suite, keyOf] = KINDS[1] ?? [];
  if (suite === undefined || keyOf === undefined) throw new Error('no crypto');
  const [phone, hub] = [keyOf(random(32)), keyOf(random(32))];
  const shared = { pattern: 'IK', prologue: random(3) } as const;
  const initiator = new NoiseHandshake(suite, { ...shared, initiator: true, key: phone, remoteKey: hub.publicKey });
  const responder = new NoiseHandshake(suite, { ...shared, initiator: false, key: hub });
  await responder.read(await initiator.write(random(0)));
  const answer = await responder.write(random(0));
  await expect(initiator.read(answer.map((byte, at) => (at === 40 ? byte ^ 1 : byte)))).rejects.toThrow(NoiseError);
  expect(initiator.isOver).toBe(false);
  expect(() => initiator.result()).toThrow('invariant broken');
  await expect(initiator.read(answer)).rejects.toThrow('out of turn');
  const deaf = new NoiseHandshake(suite, { ...shared, initiator: false, key: hub });
  await expect(deaf.read(random(120))).rejects.toThrow(NoiseError);
  await expect(deaf.write(random(0))).rejects.toThrow('out of turn');
});

test('a direction that has counted to its end says nothing more, and hears nothing more', () => {
  const [, suite] = KINDS[1] ?? [];
  if (suite === undefined) throw new Error('no crypto');
  const key = random(32);
  const [sender, receiver] = [new CipherState(suite, key), new CipherState(suite, key)];
  for (const state of [sender, receiver]) Object.assign(state, { count: 2 ** 53 - 2 });
  expect(receiver.open(random(0), sender.seal(random(0), bytes('aa')))).toEqual(bytes('aa'));
  expect(() => sender.seal(random(0), random(1))).toThrow('used up');
  expect(() => receiver.open(random(0), random(17))).toThrow('used up');
});

test('a count past 32 bits goes into the nonce as the specification says: 32 zero bits, then 64, little-endian', () => {
  const nonces: string[] = [];
  const noted: SecureCrypto = {
    ...nobleCrypto(random),
    seal(_key, nonce) {
      nonces.push(hex(nonce));
      return nonce.slice();
    },
  };
  const sender = new CipherState(noted, random(32));
  sender.seal(random(0), random(0));
  Object.assign(sender, { count: 0x0102030405 });
  sender.seal(random(0), random(0));
  expect(nonces).toEqual(['000000000000000000000000', '000000000504030201000000']);
});
