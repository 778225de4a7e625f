import {
  chmodSync,
  chownSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type SmallDisk, smallDisk } from '../../testing/small-disk.ts';
import { temporaryDirectory, testRandom } from '../../testing/test-store.ts';
import { FileStore } from './file-store.ts';

let directory: ReturnType<typeof temporaryDirectory>;
let store: FileStore;
let file: string;

beforeEach(() => {
  directory = temporaryDirectory();
  store = new FileStore(directory.path);
  file = `${directory.path}/key.secret`;
});

afterEach(() => directory.dispose());

const why = async (of: FileStore = store): Promise<string> => {
  const read = await of.read('key');
  return read.kind === 'unavailable' ? read.why : read.kind;
};

test('a secret is in a file that only its owner can read, and in no other', async () => {
  const value = testRandom(32);
  expect(await store.read('key')).toEqual({ kind: 'absent' });
  expect(await store.write('key', value)).toEqual({ kind: 'written' });
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(readdirSync(directory.path)).toEqual(['key.secret']);
  const read = await store.read('key');
  expect(read.kind === 'found' && Uint8Array.from(read.value)).toEqual(value);
  expect(await store.remove('key')).toEqual({ kind: 'removed' });
  expect(await store.remove('key')).toEqual({ kind: 'removed' });
  expect(await store.read('key')).toEqual({ kind: 'absent' });
});

test('a file that others can read is refused and left as it is', async () => {
  await store.write('key', testRandom(32));
  for (const mode of [0o640, 0o604, 0o620]) {
    chmodSync(file, mode);
    expect(await why()).toContain('open to others; close it with chmod 600');
    expect(statSync(file).mode & 0o777).toBe(mode);
  }
  chmodSync(file, 0o600);
  expect((await store.read('key')).kind).toBe('found');
});

test("another user's file is refused", async (context) => {
  if (process.getuid?.() !== 0) return context.skip('only root can give a file to somebody else');
  await store.write('key', testRandom(32));
  chownSync(file, 12_345, 12_345);
  expect(await why()).toContain('belongs to another user');
});

test('a link, a directory and what is no key are refused', async () => {
  const elsewhere = `${directory.path}/elsewhere`;
  writeFileSync(elsewhere, 'AAAA\n', { mode: 0o600 });
  symlinkSync(elsewhere, file);
  expect(await why()).toContain('cannot be read (ELOOP)');
  await store.remove('key');
  expect(readFileSync(elsewhere, 'utf8')).toBe('AAAA\n');
  mkdirSync(file, { mode: 0o700 });
  expect(await why()).toContain('is no plain file');
  const other = new FileStore(`${directory.path}/other`);
  mkdirSync(`${directory.path}/other`);
  for (const text of ['', '\n', 'not base64url!\n', 'AB=\n', `${'A'.repeat(100_000)}\n`]) {
    writeFileSync(`${directory.path}/other/key.secret`, text, { mode: 0o600 });
    expect(await why(other)).toContain('is damaged');
  }
});

test('with the disk full nothing is claimed and nothing is left; what was there stays', async (context) => {
  const disk: SmallDisk | undefined = smallDisk(`${directory.path}/disk`, 128 * 1024);
  if (disk === undefined) return context.skip('mounting a small file system is not permitted here');
  try {
    const full = new FileStore(disk.path);
    await full.write('old', testRandom(32));
    disk.fill();
    for (const name of ['key', 'old']) {
      expect(await full.write(name, testRandom(32))).toMatchObject({ kind: 'unavailable', lasting: false });
    }
    expect((await full.read('key')).kind).toBe('absent');
    expect((await full.read('old')).kind).toBe('found');
    expect(readdirSync(disk.path).sort()).toEqual(['filler', 'old.secret']);
  } finally {
    disk.dispose();
  }
});
