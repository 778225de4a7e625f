import { expect, test } from 'vitest';
import { helloSchema, helloText, proofSchema } from './frames.ts';

const signature = 'a'.repeat(86);
const hello = {
  protocol: { min: 1, max: 1 },
  client: { kind: 'page', version: '0.1.0' },
  capabilities: [],
  proof: { kind: 'device', device: 'd_1', signature },
};

test('a hello of a newer client, with fields we do not know, is read', () => {
  const newer = { ...hello, future: 1, client: { ...hello.client, future: [] }, capabilities: ['future'] };
  expect(helloSchema.parse(newer)).toEqual({ ...hello, capabilities: ['future'] });
});

test.each<[string, object]>([
  ['no proof', { proof: undefined }],
  ['a proof of a kind that does not exist', { proof: { kind: 'token', token: 'x' } }],
  ['a signature that is not base64url', { proof: { kind: 'device', device: 'd_1', signature: 'a+/=' } }],
  ['a signature that is endless', { proof: { kind: 'device', device: 'd_1', signature: 'a'.repeat(129) } }],
  ['versions that are no numbers', { protocol: { min: '1', max: 1 } }],
  ['version zero', { protocol: { min: 0, max: 1 } }],
  ['too many capabilities', { capabilities: Array(65).fill('a') }],
  ['a kind of client that does not exist', { client: { kind: 'toaster', version: '1' } }],
])('a hello with %s is not', (_what, change) => {
  expect(helloSchema.safeParse({ ...hello, ...change }).success).toBe(false);
});

test('a link proof needs secret, key and a name', () => {
  const link = { kind: 'link', secret: 's3cret', publicKey: 'b'.repeat(43), name: 'Firefox', signature };
  expect(proofSchema.parse(link)).toEqual(link);
  for (const field of ['secret', 'publicKey', 'name', 'signature']) {
    expect(proofSchema.safeParse({ ...link, [field]: undefined }).success).toBe(false);
  }
});

test('what is signed names the hub, the nonce, the address and the subject, each on a line of its own', () => {
  const signedFor = { hub: 'h_1', nonce: 'n0nce', address: '127.0.0.1:4140' };
  expect(helloText(signedFor, 'd_1')).toBe('homeport hello 1\nh_1\nn0nce\n127.0.0.1:4140\nd_1');
  for (const part of ['hub', 'nonce', 'address'])
    expect(helloText({ ...signedFor, [part]: 'x' }, 'd_1'), part).not.toBe(helloText(signedFor, 'd_1'));
});
