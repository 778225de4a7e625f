import { sleep } from '../../../src-shared/base/clock.ts';
import type { HubClient } from '../../../src-shared/client/hub-client.ts';
import type { SecretsInfo } from '../../../src-shared/protocol/channels/hub/state.ts';
import { systemClock } from '../../hub/host/system-clock.ts';
import { CliError, EXIT } from '../cli-error.ts';
import { withHub } from '../hub-access.ts';
import { type CommonOptions, print } from '../output.ts';

/** The hub says after thirty seconds that a keychain has not answered. */
const ANSWER_MS = 35_000;
const LOOK_MS = 50;

/** Shows whether the hub can keep secrets, after having made it try again or begin anew. Exit code 1 when it cannot. */
export async function secrets(options: CommonOptions, act: 'retry' | 'reset' | undefined): Promise<void> {
  const info = await withHub(options.dataDir, async (client) => {
    if (act === undefined) return read(client);
    await client.request(act === 'retry' ? 'hub.secrets.retry' : 'hub.secrets.reset', {});
    return outcome(client);
  });
  print(options, info, words);
  process.exitCode = info.phase === 'open' ? EXIT.ok : EXIT.failed;
}

async function read(client: HubClient): Promise<SecretsInfo> {
  const { secrets: info } = await client.request('hub.status.read', {});
  if (info === undefined) throw new CliError('tooOld', 'The hub that runs is older than this and keeps no secrets.');
  return info;
}

async function outcome(client: HubClient): Promise<SecretsInfo> {
  const deadline = systemClock.monotonic() + ANSWER_MS;
  for (;;) {
    const info = await read(client);
    if (info.phase !== 'opening' || systemClock.monotonic() > deadline) return info;
    await sleep(systemClock, LOOK_MS);
  }
}

function words({ sentence, fingerprint }: SecretsInfo): string {
  return fingerprint === null ? sentence : `${sentence}\nFingerprint of this hub: ${fingerprint}`;
}
