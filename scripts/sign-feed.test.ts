import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { parseFeedKeys } from '../src-main/desktop/updater/feed-keys.ts';
import { isSigned } from '../src-main/desktop/updater/feed-signature.ts';

const SCRIPT = fileURLToPath(new URL('sign-feed.mjs', import.meta.url));
const FEED = 'version: 1.5.0\n';

let place: string;
let feed: string;
beforeEach(() => {
  place = mkdtempSync(join(tmpdir(), 'hp-sign-'));
  feed = join(place, 'latest-linux.yml');
  writeFileSync(feed, FEED);
});
afterEach(() => rmSync(place, { recursive: true }));

function run(args: readonly string[], env: Record<string, string> = {}) {
  const clean = { PATH: process.env['PATH'], ...env };
  const { status, stdout, stderr } = spawnSync(process.execPath, [SCRIPT, ...args], { encoding: 'utf8', env: clean });
  return { status, stdout: stdout.trim(), stderr };
}

function makeKey(name: string): { readonly file: string; readonly publicKey: string } {
  const file = join(place, name);
  return { file, publicKey: run(['make-key', file]).stdout };
}

test('a key is made for its user alone, and the app believes what it signs', () => {
  const { file, publicKey } = makeKey('key.pem');
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(run(['sign', feed], { HOMEPORT_UPDATE_KEY_FILE: file })).toMatchObject({ status: 0, stdout: `${feed}.sig` });
  const signatures = readFileSync(`${feed}.sig`, 'utf8');
  const keys = parseFeedKeys(publicKey);
  expect(isSigned('latest-linux.yml', Buffer.from(FEED), signatures, keys)).toBe(true);
  expect(isSigned('latest-mac.yml', Buffer.from(FEED), signatures, keys)).toBe(false);
  expect(isSigned('latest-linux.yml', Buffer.from(`${FEED}\n`), signatures, keys)).toBe(false);
  expect(
    isSigned('latest-linux.yml', Buffer.from(FEED), signatures, parseFeedKeys(makeKey('other.pem').publicKey)),
  ).toBe(false);
});

test('the private key may come from the environment, as it does where releases are made', () => {
  const { file, publicKey } = makeKey('key.pem');
  const env = { HOMEPORT_UPDATE_PRIVATE_KEY: readFileSync(file, 'utf8') };
  expect(run(['public-key'], env).stdout).toBe(publicKey);
  expect(run(['sign', feed], env).status).toBe(0);
  expect(run(['check', publicKey, feed])).toMatchObject({ status: 0 });
});

test('two keys in one file give two signatures, either of which will do', () => {
  const [one, two] = [makeKey('one.pem'), makeKey('two.pem')];
  const both = readFileSync(one.file, 'utf8') + readFileSync(two.file, 'utf8');
  expect(run(['sign', feed], { HOMEPORT_UPDATE_PRIVATE_KEY: both }).status).toBe(0);
  for (const { publicKey } of [one, two]) expect(run(['check', publicKey, feed]).status).toBe(0);
});

test('a key that is there is never written over', () => {
  const { file } = makeKey('key.pem');
  const before = readFileSync(file, 'utf8');
  expect(run(['make-key', file]).status).toBe(1);
  expect(readFileSync(file, 'utf8')).toBe(before);
});

test('without a key, with a strange one, or with a wrong word nothing is signed', () => {
  expect(run(['sign', feed]).stderr).toContain('Set HOMEPORT_UPDATE_KEY_FILE');
  expect(run(['sign', feed], { HOMEPORT_UPDATE_PRIVATE_KEY: 'nonsense' }).stderr).toContain('not an Ed25519 key');
  expect(run(['sing', feed]).stderr).toContain('usage: sign-feed');
  expect(existsSync(`${feed}.sig`)).toBe(false);
});

test('a feed that was changed since is told from one that was not', () => {
  const { file, publicKey } = makeKey('key.pem');
  run(['sign', feed], { HOMEPORT_UPDATE_KEY_FILE: file });
  writeFileSync(feed, 'version: 1.6.0\n');
  expect(run(['check', publicKey, feed])).toMatchObject({ status: 1, stderr: `${feed} is not signed by this key.\n` });
});
