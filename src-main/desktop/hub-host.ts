import { type Clock, sleep } from '../../src-shared/base/clock.ts';
import { Emitter, type Event } from '../../src-shared/base/emitter.ts';
import type { Log } from '../../src-shared/base/log.ts';
import type { HubClient } from '../../src-shared/client/hub-client.ts';
import { type HubFile, isHubAlive, readHubFile, removeHubFile, writeHubFile } from '../access/hub-file.ts';
import { openDataDir } from '../access/open-data-dir.ts';
import { VERSION } from '../access/version.ts';
import { nodePlatform } from '../hub/host/node-platform.ts';
import { createHub } from '../hub/hub.ts';
import { StoreInUse } from '../hub/store/store-error.ts';

/** The hub that the app shows: its own, or one that already ran on the data directory. */
export interface HubHost {
  readonly kind: 'own' | 'attached';
  /** Where it is now. */
  readonly url: string;
  /** Another's hub was started anew, perhaps elsewhere: it knows none of our windows. */
  readonly onReplaced: Event<void>;
  /** The secret of a fresh one-time link for one window. */
  takeLink(): Promise<string>;
  suspend(): void;
  resume(): void;
  /** A client asked this process's hub to stop. Another's hub asks its own process. */
  readonly onStopRequested: Event<{ readonly endTerminals: boolean }>;
  /**
   * Lets go: an own hub stops within five seconds and tells how many terminals run on in their keepers; another's goes
   * on with all it has.
   */
  close(options: { readonly endTerminals: boolean }): Promise<number | undefined>;
}

interface Needs {
  readonly dataDir: string;
  /** The desktop's own client, through which another's hub is asked for links. */
  readonly client: HubClient;
  readonly clock: Clock;
  readonly log: Log;
}

/** Another process has the data directory and does not answer yet; longer than a hub takes to start or to stop. */
const ANOTHER_MS = 10_000;
const LOOK_MS = 50;

/** Starts a hub in this process, or finds the one that has the data directory. Throws what the user must be told. */
export async function openHubHost(needs: Needs): Promise<HubHost> {
  const { dataDir, clock } = needs;
  openDataDir(dataDir);
  const deadline = clock.monotonic() + ANOTHER_MS;
  for (;;) {
    try {
      return await ownHub(needs);
    } catch (thrown) {
      if (!(thrown instanceof StoreInUse)) throw thrown;
      const file = readHubFile(dataDir);
      if (file !== undefined && (await isHubAlive(file))) return attachedHub(needs, file);
      if (clock.monotonic() > deadline) throw thrown;
      await sleep(clock, LOOK_MS);
    }
  }
}

async function ownHub({ dataDir, client, log }: Needs): Promise<HubHost> {
  const platform = nodePlatform({ dataDir });
  try {
    const hub = await createHub(platform, { version: VERSION });
    try {
      await writeHubFile(dataDir, { url: hub.url, version: VERSION });
    } catch (thrown) {
      await hub.close();
      throw thrown;
    }
    client.connect();
    hub.expectUser();
    return {
      kind: 'own',
      url: hub.url,
      onReplaced: new Emitter<void>().event,
      takeLink: async () => hub.createLink('window').secret,
      suspend: () => hub.suspend(),
      resume: () => hub.resume(),
      onStopRequested: hub.onStopRequested,
      async close(options) {
        try {
          return (await hub.close(options)).goOn;
        } finally {
          removeHubFile(dataDir);
          platform.dispose();
        }
      },
    };
  } catch (thrown) {
    platform.dispose();
    log.info('no hub of our own', { reason: thrown instanceof Error ? thrown.name : 'unknown' });
    throw thrown;
  }
}

function attachedHub({ dataDir, client, log }: Needs, found: HubFile): HubHost {
  log.info('another process has the hub', { pid: found.pid });
  let now = found;
  const replaced = new Emitter<void>();
  client.onState(({ kind }) => {
    const file = kind === 'open' ? readHubFile(dataDir) : undefined;
    if (file === undefined || (file.pid === now.pid && file.birth === now.birth)) return;
    log.info('the hub was started anew', { pid: file.pid });
    now = file;
    replaced.fire();
  });
  client.connect();
  return {
    kind: 'attached',
    get url() {
      return now.url;
    },
    onReplaced: replaced.event,
    async takeLink() {
      await client.opened();
      return (await client.request('hub.link.create', { stay: 'window' })).secret;
    },
    suspend() {},
    // Its own process cannot know that it slept; we can at least look whether it is still there.
    resume: () => client.wake(),
    onStopRequested: new Emitter<{ readonly endTerminals: boolean }>().event,
    close: async () => undefined,
  };
}
