import { execFileSync } from 'node:child_process';
import { cpSync, readdirSync } from 'node:fs';
import { expect, test } from 'vitest';
import { silentLog } from '../../../src-shared/base/log.ts';
import { FileStore } from '../host/secrets/file-store.ts';
import { SecretsProcess } from '../testing/secrets-process.ts';
import { openTestStore, temporaryDirectory, testRandom } from '../testing/test-store.ts';
import { until } from '../testing/until.ts';
import { Secrets } from './secrets.ts';

function canTrace(): boolean {
  try {
    execFileSync('strace', ['-o', '/dev/null', 'true'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

/** Every call with which something reaches the disk, from the key's draft to the row of the identity. */
const CALLS = 'fsync,fdatasync,rename';

/** What the next start of a hub shows. */
async function nextStart(dataDir: string): Promise<string | null> {
  const store = openTestStore(dataDir);
  const secrets = new Secrets({
    stores: [new FileStore(dataDir)],
    rows: store.authority.secrets,
    hubId: store.authority.hubId,
    clock: store.clock,
    random: testRandom,
    log: silentLog,
    troubles: store.troubles,
    tell: () => {},
  });
  secrets.open();
  await until('the secrets are open', () => secrets.info.phase === 'open');
  const { fingerprint } = secrets.info;
  secrets.dispose();
  store.close();
  return fingerprint;
}

test('I16, I19: killed at any write between the key and the first seal, the next start has one identity and keeps what was told', {
  timeout: 60_000,
}, async (context) => {
  if (!canTrace()) context.skip('strace is not here or may not trace, so a process cannot be killed at its n-th write');
  const fresh = temporaryDirectory();
  openTestStore(fresh.path).close();
  const seen = { keyAlone: 0, finished: false };
  for (let n = 1; !seen.finished; n++) {
    expect(n, 'it ends after some writes').toBeLessThan(100);
    const { path, dispose } = temporaryDirectory();
    try {
      cpSync(fresh.path, path, { recursive: true });
      const inject = [`--inject=${CALLS}:signal=KILL:when=${n}`, `--trace=${CALLS}`];
      const before = ['strace', '-f', '-o', '/dev/null', ...inject];
      const cut = new SecretsProcess(path, { before, env: { HOMEPORT_SECRETS: 'file' } });
      await Promise.race([cut.gone, cut.until('open').catch(() => cut.gone)]);
      await cut.kill();
      const told = cut.last?.fingerprint ?? undefined;
      seen.finished = told !== undefined;
      if (told === undefined && readdirSync(path).some((name) => name.endsWith('.secret'))) seen.keyAlone += 1;

      const fingerprint = await nextStart(path);
      expect(fingerprint).not.toBe(null);
      if (told !== undefined) expect(fingerprint).toBe(told);
      expect(await nextStart(path)).toBe(fingerprint);
    } finally {
      dispose();
    }
  }
  fresh.dispose();
  expect(seen.keyAlone, 'some kills came between key and seal').toBeGreaterThan(0);
});
