import { execFile } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { installed } from '../../testing/installed.ts';
import { temporaryDirectory, testRandom } from '../../testing/test-store.ts';
import { makeAuthority, makeLeaf } from './certificates.ts';
import { fingerprintOf, withColons } from './fingerprint.ts';
import { isPermitted } from './permitted.ts';
import { LOCAL_NAME, pemOf } from './testing/tls-world.ts';

const run = promisify(execFile);
const DAY_MS = 24 * 60 * 60 * 1000;
const given = { now: Date.now(), random: testRandom };

let directory: ReturnType<typeof temporaryDirectory>;

beforeEach(() => {
  directory = temporaryDirectory();
});

afterEach(() => directory.dispose());

/** What openssl says of a leaf under an authority. */
async function verdict(ca: string, leaf: string): Promise<string> {
  const files = { ca: join(directory.path, 'ca.pem'), leaf: join(directory.path, 'leaf.pem') };
  writeFileSync(files.ca, ca);
  writeFileSync(files.leaf, leaf);
  const { stdout, stderr } = await run('openssl', ['verify', '-x509_strict', '-CAfile', files.ca, files.leaf]).catch(
    (error: { stdout: string; stderr: string }) => error,
  );
  return stdout + stderr;
}

test('the authority signs for private addresses and its own name, and openssl refuses whatever else it signs', async (context) => {
  if (!installed('openssl')) return context.skip('openssl is not installed');
  const authority = await makeAuthority('Homeport (test)', LOCAL_NAME, given);
  const ca = pemOf(authority.cert);
  const leaf = async (...names: string[]): Promise<string> => (await makeLeaf(authority, names, given)).cert;
  for (const good of ['10.1.2.3', '172.31.255.255', '192.168.1.5', '169.254.9.9', LOCAL_NAME]) {
    expect(await verdict(ca, await leaf(good)), good).toContain(': OK');
  }
  const others = [
    'example.com',
    'local',
    'other.local',
    '8.8.8.8',
    '172.32.0.1',
    '127.0.0.1',
    '100.64.0.1',
    '2001:db8::1',
  ];
  for (const bad of others) {
    expect(await verdict(ca, await leaf(LOCAL_NAME, bad)), bad).toContain('permitted subtree violation');
  }
});

test('the authority may sign leaves alone: no authority below it', async (context) => {
  if (!installed('openssl')) return context.skip('openssl is not installed');
  const authority = await makeAuthority('Homeport (test)', LOCAL_NAME, given);
  const cert = new X509Certificate(authority.cert);
  expect(cert.ca).toBe(true);
  expect(cert.verify(cert.publicKey)).toBe(true);
  const file = join(directory.path, 'ca.pem');
  writeFileSync(file, pemOf(authority.cert));
  const { stdout } = await run('openssl', ['x509', '-in', file, '-noout', '-text']);
  expect(stdout).toContain('X509v3 Basic Constraints: critical\n                CA:TRUE, pathlen:0');
  expect(stdout).toContain('X509v3 Key Usage: critical\n                Certificate Sign\n');
  expect(stdout).toContain('X509v3 Name Constraints: critical');
});

test('a leaf is as short-lived as phones demand, for servers alone, and never outlives its authority', async () => {
  const authority = await makeAuthority('Homeport (test)', LOCAL_NAME, given);
  const leaf = await makeLeaf(authority, ['192.168.1.5', LOCAL_NAME], given);
  const cert = new X509Certificate(leaf.cert);
  expect(cert.subjectAltName).toBe(`IP Address:192.168.1.5, DNS:${LOCAL_NAME}`);
  expect(cert.keyUsage).toEqual(['1.3.6.1.5.5.7.3.1']);
  expect(cert.ca).toBe(false);
  expect(leaf.notBefore).toBeLessThan(given.now);
  expect(leaf.notAfter - leaf.notBefore).toBeLessThanOrEqual(397 * DAY_MS);
  const root = new X509Certificate(authority.cert);
  const late = await makeLeaf(authority, [LOCAL_NAME], { ...given, now: Date.parse(root.validTo) - DAY_MS });
  expect(late.notAfter).toBe(Date.parse(root.validTo));
});

test('two leaves have two keys and two numbers', async () => {
  const authority = await makeAuthority('Homeport (test)', LOCAL_NAME, given);
  const [one, two] = [await makeLeaf(authority, [LOCAL_NAME], given), await makeLeaf(authority, [LOCAL_NAME], given)];
  expect(one.key).not.toBe(two.key);
  const serials = [one, two].map(({ cert }) => new X509Certificate(cert).serialNumber);
  expect(serials[0]).toMatch(/^[4-7][0-9A-F]{31}$/);
  expect(serials[0]).not.toBe(serials[1]);
});

test('the fingerprint is spelt as iOS and as Android show it', async () => {
  const { cert } = await makeAuthority('Homeport (test)', LOCAL_NAME, given);
  const fingerprint = fingerprintOf(cert);
  expect(fingerprint).toMatch(/^([0-9A-F]{2} ){31}[0-9A-F]{2}$/);
  // Node writes it as Android does.
  expect(withColons(fingerprint)).toBe(new X509Certificate(cert).fingerprint256);
});

test('private addresses are those of RFC 1918 and link-local ones', () => {
  const told = [
    '10.0.0.1',
    '172.16.0.1',
    '172.32.0.1',
    '192.168.255.1',
    '192.169.0.1',
    '169.254.0.1',
    '127.0.0.1',
    '1.1.1.1',
  ];
  expect(told.filter(isPermitted)).toEqual(['10.0.0.1', '172.16.0.1', '192.168.255.1', '169.254.0.1']);
});
