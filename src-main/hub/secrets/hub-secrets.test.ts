import { expect, test } from 'vitest';
import { hubStateSchema, type SecretsInfo } from '../../../src-shared/protocol/channels/hub/state.ts';
import { MemoryStore } from '../host/secrets/memory-store.ts';
import { systemClock } from '../host/system-clock.ts';
import { leavesNothing } from '../testing/leak-check.ts';
import { ManualClock } from '../testing/manual-clock.ts';
import type { TestClient } from '../testing/test-client.ts';
import { startTestHub } from '../testing/test-hub.ts';
import { until } from '../testing/until.ts';

async function told(client: TestClient): Promise<SecretsInfo> {
  const { result } = await client.request('hub.channel.subscribe', { channel: 'hub' });
  return hubStateSchema.parse(result?.['snapshot']).secrets;
}

test('a hub is there while its keychain still waits for somebody, and tells when it has opened', async () => {
  const keychain = new MemoryStore(new ManualClock(), 'keychain');
  keychain.mood = 'silent';
  const hub = await startTestHub({ platform: { secrets: [keychain] } });
  try {
    const client = await hub.client();
    expect(await told(client)).toMatchObject({ phase: 'opening', sentence: 'Waiting for the keychain.' });
    keychain.speak();
    await until('the client has heard of it', () =>
      client.text.some(({ params }) => JSON.stringify(params?.['action'])?.includes('"phase":"open"')),
    );
    expect((await told(client)).fingerprint).toMatch(/^([0-9a-f]{4} ?){16}$/);
  } finally {
    await hub.close();
  }
});

test('a hub stops in time while its keychain still waits for somebody, and leaves nothing behind', async () => {
  await leavesNothing(async () => {
    const keychain = new MemoryStore(new ManualClock(), 'keychain');
    keychain.mood = 'silent';
    const hub = await startTestHub({ platform: { secrets: [keychain] } });
    const started = systemClock.monotonic();
    await hub.close();
    expect(systemClock.monotonic() - started).toBeLessThan(4_000);
    keychain.speak();
  });
});
