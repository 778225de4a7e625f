import { createPrivateKey, sign } from 'node:crypto';
import { chmodSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { helloText } from '../../../src-shared/protocol/frames.ts';
import { testDevices } from '../testing/test-devices.ts';
import { openTestStore, temporaryDirectory, testRandom } from '../testing/test-store.ts';
import { Authentication } from './authentication.ts';
import type { Devices } from './devices.ts';
import { newKeyPair } from './keys.ts';
import { Links } from './links.ts';
import { ensureLocalDevice, localDeviceFile, localDeviceSchema } from './local-device.ts';

let directory: ReturnType<typeof temporaryDirectory>;
let store: ReturnType<typeof openTestStore>;
let devices: Devices;
let file: string;

beforeEach(() => {
  directory = temporaryDirectory();
  file = localDeviceFile(directory.path);
  start();
});

afterEach(() => {
  store.close();
  directory.dispose();
});

function start(): void {
  store = openTestStore(directory.path);
  ({ devices } = testDevices(store, directory.path));
}

const read = () => localDeviceSchema.parse(JSON.parse(readFileSync(file, 'utf8')));

test('the first start makes a key for the command line, for this user alone, and it opens the hub', () => {
  const device = ensureLocalDevice(directory.path, devices);
  expect(device).toMatchObject({ name: 'command line', role: 'admin', origin: 'local' });
  expect(statSync(file).mode & 0o777).toBe(0o600);
  const { privateKey } = read();
  const key = createPrivateKey({ key: Buffer.from(privateKey, 'base64url'), format: 'der', type: 'pkcs8' });
  const challenge = { hub: 'h_here', nonce: 'abc', address: '127.0.0.1:4140' };
  const signature = sign(null, Buffer.from(helloText(challenge, device.id)), key).toString('base64url');
  const parts = { devices, links: new Links(store.clock, testRandom), clock: store.clock, audit() {} };
  const proof = { kind: 'device', device: device.id, signature } as const;
  expect(
    new Authentication(parts).authenticate(
      challenge,
      { proof },
      {
        reach: { level: 'local', network: null, from: '127.0.0.1' },
        channelKey: undefined,
      },
    ),
  ).toMatchObject({ ok: true });
});

test('later starts leave it as it is', () => {
  const device = ensureLocalDevice(directory.path, devices);
  const before = readFileSync(file, 'utf8');
  store.close();
  start();
  expect(ensureLocalDevice(directory.path, devices).id).toBe(device.id);
  expect(readFileSync(file, 'utf8')).toBe(before);
  expect(devices.list()).toHaveLength(1);
});

test.each([
  ['missing', () => rmSync(file)],
  ['cut off', () => writeFileSync(file, readFileSync(file, 'utf8').slice(0, 40))],
  ['no JSON', () => writeFileSync(file, 'hello')],
  ['readable by others', () => chmodSync(file, 0o640)],
  ['with a foreign key', () => writeFileSync(file, JSON.stringify({ ...read(), privateKey: newKeyPair().privateKey }))],
  ['with an unknown device', () => writeFileSync(file, JSON.stringify({ ...read(), device: 'd_nobody' }))],
])('a file that is %s is made anew, and the old key is out', (_how, break_) => {
  const old = ensureLocalDevice(directory.path, devices);
  break_();
  const fresh = ensureLocalDevice(directory.path, devices);
  expect(fresh.id).not.toBe(old.id);
  expect(read().device).toBe(fresh.id);
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(devices.list().map(({ id }) => id)).toEqual([fresh.id]);
});

test('a device of somebody who came through a link is left alone', () => {
  const { publicKey } = newKeyPair();
  const other = devices.register({ name: 'command line', role: 'admin', publicKey, origin: 'link', address: '' });
  ensureLocalDevice(directory.path, devices);
  expect(devices.get(other.id)).toEqual(other);
});
