import { chmodSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { Cli } from './testing/cli.ts';

const FINGERPRINT = /^([0-9a-f]{4} ){15}[0-9a-f]{4}$/;

let cli: Cli;

beforeEach(() => {
  cli = new Cli();
});

afterEach(async () => {
  await cli.close();
  rmSync(cli.dataDir, { recursive: true, force: true });
});

const keyFile = (): string => {
  const [name] = readdirSync(cli.dataDir).filter((each) => each.endsWith('.secret'));
  if (name === undefined) throw new Error('there is no key file');
  return join(cli.dataDir, name);
};

test('the command line shows where the key is and the fingerprint, and says what to do when the key is gone', async () => {
  const hub = await cli.start();
  const { fingerprint, sentence } = await cli.json('secrets', 'retry');
  expect(fingerprint).toMatch(FINGERPRINT);
  expect(sentence).toBe('The key is in a file that only you can read.');
  expect(statSync(keyFile()).mode & 0o777).toBe(0o600);
  expect((await cli.run(['doctor'])).stdout).toContain('The key is in a file that only you can read.');
  const early = await cli.run(['secrets', 'reset']);
  expect(early.code).toBe(1);
  expect(early.stderr).toContain('nothing to give up');
  await hub.stop();

  const key = readFileSync(keyFile(), 'utf8').trim();
  expect(key).toHaveLength(43);
  expect(readFileSync(join(cli.dataDir, 'hub.log'), 'utf8')).not.toContain(key);
  chmodSync(keyFile(), 0o644);
  const open = await cli.start();
  const refused = await cli.run(['secrets', 'retry']);
  expect(refused.code).toBe(1);
  expect(refused.stdout).toContain('close it with chmod 600');
  expect((await cli.run(['doctor'])).code).toBe(1);
  chmodSync(keyFile(), 0o600);
  expect((await cli.json('secrets', 'retry'))['fingerprint']).toBe(fingerprint);
  await open.stop();

  rmSync(keyFile());
  await cli.start();
  const gone = await cli.run(['secrets', 'retry']);
  expect(gone.code).toBe(1);
  expect(gone.stdout).toContain('The file with the key is gone.');
  const anew = await cli.json('secrets', 'reset');
  expect(anew['fingerprint']).toMatch(FINGERPRINT);
  expect(anew['fingerprint']).not.toBe(fingerprint);
});

test('no command shows a secret', async () => {
  const { code, stderr } = await cli.run(['secrets', 'show']);
  expect(code).toBe(2);
  expect(stderr).toContain('retry, reset');
});
