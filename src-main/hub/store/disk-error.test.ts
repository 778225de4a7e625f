import { execFileSync } from 'node:child_process';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { StoreProcess } from '../testing/store-process.ts';
import { openTestStore, temporaryDirectory } from '../testing/test-store.ts';
import { STORE_UNWRITABLE } from './unwritable.ts';

let directory: ReturnType<typeof temporaryDirectory>;

beforeEach((context) => {
  directory = temporaryDirectory();
  if (!canTrace()) context.skip('strace is not here or may not trace, so system calls cannot be made to fail');
});

afterEach(() => directory.dispose());

function canTrace(): boolean {
  try {
    execFileSync('strace', ['-o', '/dev/null', 'true'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

test.each([
  ['events.db-wal', 'pwrite64', '30..31'],
  ['authority.db-wal', 'pwrite64', '30..31'],
  ['authority.db-wal', 'fsync', '20..21'],
])(
  'when the disk fails under %s (%s), that is said, nothing acknowledged is lost, and writing goes on afterwards',
  { timeout: 40_000 },
  async (file, call, when) => {
    openTestStore(directory.path).close();
    const path = `${directory.path}/${file}`;
    const inject = [`--inject=${call}:error=EIO:when=${when}`, `--trace=${call}`];
    const child = new StoreProcess(directory.path, ['strace', '-f', '-o', '/dev/null', '-P', path, ...inject]);
    try {
      await child.until('the fault is said', () => child.said.includes(`raised ${STORE_UNWRITABLE}`));
      await child.until('the fault is over', () => child.said.includes(`withdrawn ${STORE_UNWRITABLE}`));
      const { events, audit } = child;
      await child.until('writing goes on', () => child.events > events && child.audit > audit);
    } finally {
      await child.kill();
    }
    const store = openTestStore(directory.path);
    expect(store.troubles.list()).toEqual([]);
    const { stored } = store.events.channel('terminal', () => ({ seq: 0, text: '0' }));
    expect(Math.max(stored.actions.at(-1)?.seq ?? 0, stored.state?.seq ?? 0)).toBeGreaterThanOrEqual(child.events);
    expect(store.authority.audit.verify()).toBe(undefined);
    expect(store.authority.audit.read(child.audit - 1, 1)).toHaveLength(1);
    store.close();
  },
);
