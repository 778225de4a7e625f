import { execFileSync } from 'node:child_process';
import { createPrivateKey } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fuzzRuns } from '../../../src-shared/base/testing/fuzz.ts';
import { nobleCrypto, nobleKeyPair } from '../../../src-shared/secure/noble-crypto.ts';
import { nodeCrypto, nodeKeyPair } from './node-crypto.ts';

const platform = nodeCrypto();
const plain = nobleCrypto((length) => crypto.getRandomValues(new Uint8Array(length)));

const PKCS8 = Buffer.from('302e020100300506032b656e04220420', 'hex');
function keyObject(privateKey: Uint8Array): ReturnType<typeof createPrivateKey> {
  return createPrivateKey({ key: Buffer.concat([PKCS8, privateKey]), format: 'der', type: 'pkcs8' });
}

test('the platform and plain JavaScript come to the same bytes, and open what the other sealed', () => {
  const bytes = (length: number) => fc.uint8Array({ minLength: length, maxLength: length });
  fc.assert(
    fc.property(
      bytes(32),
      bytes(12),
      fc.uint8Array({ maxLength: 70 }),
      fc.uint8Array({ maxLength: 300 }),
      (key, nonce, associated, text) => {
        const sealed = platform.seal(key, nonce, associated, text);
        expect(plain.seal(key, nonce, associated, text)).toEqual(sealed);
        expect(platform.open(key, nonce, associated, sealed)).toEqual(text);
        expect(plain.open(key, nonce, associated, sealed)).toEqual(text);
        expect(platform.sha256(text)).toEqual(plain.sha256(text));
        expect(platform.hmac(key, text)).toEqual(plain.hmac(key, text));
        const [ours, theirs] = [nodeKeyPair(keyObject(key)), nobleKeyPair(key)];
        expect(ours.publicKey).toEqual(theirs.publicKey);
        const other = nobleKeyPair(platform.sha256(key));
        expect(ours.dh(other.publicKey)).toEqual(theirs.dh(other.publicKey));
      },
    ),
    fuzzRuns(40),
  );
});

test('neither opens what was altered in any of its bytes, was cut, or belongs to something else', () => {
  const [key, nonce] = [platform.random(32), platform.random(12)];
  const [associated, text] = [platform.random(5), platform.random(20)];
  const sealed = platform.seal(key, nonce, associated, text);
  for (const suite of [platform, plain]) {
    for (let at = 0; at < sealed.length; at++) {
      const altered = sealed.map((byte, place) => (place === at ? byte ^ 0x80 : byte));
      expect(suite.open(key, nonce, associated, altered)).toBe(undefined);
      expect(suite.open(key, nonce, associated, sealed.subarray(0, Math.max(at, 16)))).toBe(undefined);
    }
    expect(suite.open(key, nonce, associated.subarray(1), sealed)).toBe(undefined);
    expect(suite.open(platform.random(32), nonce, associated, sealed)).toBe(undefined);
    expect(suite.open(key, platform.random(12), associated, sealed)).toBe(undefined);
  }
});

/**
 * A program of its own, in which these functions of the platform fail as they do where the library under it lacks them.
 * It makes a channel between the adapter and plain JavaScript and prints what came through.
 */
const CHANNEL = `
  import crypto, { createPrivateKey, generateKeyPairSync, randomBytes } from 'node:crypto';
  import { syncBuiltinESMExports } from 'node:module';
  const lacking = JSON.parse(process.argv[1]);
  const identity = generateKeyPairSync('x25519').privateKey;
  for (const name of lacking) crypto[name] = () => { throw new Error('Unknown cipher'); };
  syncBuiltinESMExports();
  const { nodeCrypto, nodeKeyPair } = await import('./src-main/hub/host/node-crypto.ts');
  const { nobleCrypto, nobleKeyPair } = await import('./src-shared/secure/noble-crypto.ts');
  const { initiate, respond } = await import('./src-shared/secure/handshake.ts');
  const plain = nobleCrypto((length) => new Uint8Array(randomBytes(length)));
  const key = nodeKeyPair(identity);
  const { offerSecret } = await import('./src-shared/secure/secrets.ts');
  const secret = plain.random(16);
  const by = { kind: 'offer', key: nobleKeyPair(plain.random(32)), hubKey: key.publicKey, offer: 'o_0123', secret };
  const phone = initiate(plain, { hub: 'h_0123', by });
  const hub = respond(nodeCrypto(), { hub: 'h_0123', key, secretOf: () => offerSecret(plain, secret) });
  const { reply, made } = await hub.receive(await phone.first());
  const there = (await phone.receive(reply)).made;
  const [message] = there.channel.seal('text', [Buffer.from('heard')]);
  const opened = made.channel.open(message);
  console.log(there.numberOf(made.share) === made.comparison && Buffer.from(opened.value.bytes).toString());
`;

test.each([
  [[]],
  [['createCipheriv', 'createDecipheriv']],
  [['createHash', 'createHmac']],
  [['diffieHellman']],
  [['createCipheriv', 'createDecipheriv', 'createHash', 'createHmac', 'diffieHellman']],
])('where the platform lacks %j the channel is the same', (lacking) => {
  const program = ['--input-type=module', '--eval', CHANNEL, JSON.stringify(lacking)];
  expect(execFileSync(process.execPath, program, { encoding: 'utf8' })).toBe('heard\n');
});
