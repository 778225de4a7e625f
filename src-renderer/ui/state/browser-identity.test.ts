import { webcrypto } from 'node:crypto';
import { expect, test } from 'vitest';
import { prove } from '../../../src-shared/client/identity.ts';
import { helloText } from '../../../src-shared/protocol/frames.ts';
import { BrowserIdentity } from './browser-identity.ts';
import { deviceName } from './device-name.ts';
import { MemoryKeyStore } from './key-store.ts';
import { linkSecret, takeLink } from './link-fragment.ts';

const subtle = webcrypto.subtle as SubtleCrypto;
const CHALLENGE = { nonce: 'nonce', hub: 'h_1', address: '127.0.0.1:4140' };

async function verifies(publicKey: CryptoKey, signature: string, text: string): Promise<boolean> {
  return subtle.verify('Ed25519', publicKey, Buffer.from(signature, 'base64url'), new TextEncoder().encode(text));
}

test('a link is proved with a fresh key whose private half cannot be read out', async () => {
  const store = new MemoryKeyStore();
  const identity = new BrowserIdentity(subtle, store, 'Chrome on Linux', 'secret-of-the-link');
  const proof = await prove(await identity.current(), CHALLENGE);
  if (proof.kind !== 'link') throw new Error(proof.kind);
  const raw = Buffer.from(proof.publicKey, 'base64url');
  const key = await subtle.importKey('raw', raw, 'Ed25519', true, ['verify']);
  expect(raw).toHaveLength(32);
  expect(proof.name).toBe('Chrome on Linux');
  expect(await verifies(key, proof.signature, helloText(CHALLENGE, `${proof.secret} ${proof.publicKey}`))).toBe(true);

  await identity.welcomed('d_1');
  expect((await store.read())?.device).toBe('d_1');
  expect((await store.read())?.keys.privateKey.extractable).toBe(false);
});

test('the same key is offered however often the line breaks before the welcome', async () => {
  const identity = new BrowserIdentity(subtle, new MemoryKeyStore(), 'x', 'secret-of-the-link');
  const [one, two] = [await identity.current(), await identity.current()];
  if (one.kind !== 'link' || two.kind !== 'link') throw new Error('not a link');
  expect(two.publicKey).toBe(one.publicKey);
});

test('afterwards the browser is the device it became, also for another page', async () => {
  const store = new MemoryKeyStore();
  const first = new BrowserIdentity(subtle, store, 'x', 'secret-of-the-link');
  await first.current();
  await first.welcomed('d_7');
  const proof = await prove(await new BrowserIdentity(subtle, store, 'x', undefined).current(), CHALLENGE);
  const kept = await store.read();
  if (proof.kind !== 'device' || kept === undefined) throw new Error(proof.kind);
  expect(proof.device).toBe('d_7');
  expect(await verifies(kept.keys.publicKey, proof.signature, helloText(CHALLENGE, 'd_7'))).toBe(true);
});

test('who is nobody says so, and a spent link falls back on what is kept', async () => {
  const store = new MemoryKeyStore();
  await expect(new BrowserIdentity(subtle, store, 'x', undefined).current()).rejects.toMatchObject({
    error: 'notAuthenticated',
  });
  const stranger = new BrowserIdentity(subtle, store, 'x', 'spent-link');
  expect(await stranger.dropLink()).toBe(false);

  const known = new BrowserIdentity(subtle, store, 'x', 'good-link');
  await known.current();
  await known.welcomed('d_1');
  const again = new BrowserIdentity(subtle, store, 'x', 'spent-link');
  expect(await again.dropLink()).toBe(true);
  expect((await again.current()).kind).toBe('device');
});

test('a link is read from the fragment and gone from the address at once', () => {
  const shown: string[] = [];
  const window = {
    location: { hash: '#link=abcdef_-0123', pathname: '/', search: '?x=1' },
    history: { replaceState: (_data: unknown, _unused: string, url: string) => shown.push(url) },
  };
  expect(takeLink(window)).toBe('abcdef_-0123');
  expect(shown).toEqual(['/?x=1']);
});

test.each(['', '#', '#link=', '#link=a b', '#other=abcdefgh', '#link=<script>', `#link=${'a'.repeat(65)}`])(
  'the fragment "%s" holds no link',
  (fragment) => {
    expect(linkSecret(fragment)).toBeUndefined();
  },
);

test('a browser has a name that its owner recognizes', () => {
  expect(deviceName('Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/140.0 Safari/537.36')).toBe(
    'Chrome on Linux',
  );
  expect(
    deviceName('Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605 Version/17 Safari/604'),
  ).toBe('Safari on iPhone');
  expect(deviceName('Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0')).toBe('Firefox on Linux');
  expect(deviceName('something else')).toBe('Browser');
});
