import { removeHubFile, writeHubFile } from '../access/hub-file.ts';
import { DataDirError, openDataDir } from '../access/open-data-dir.ts';
import { VERSION } from '../access/version.ts';
import { nodePlatform } from '../hub/host/node-platform.ts';
import { endDespiteKeychain } from '../hub/host/secrets/keychain-calls.ts';
import { createHub, type Hub } from '../hub/hub.ts';
import { StoreInUse } from '../hub/store/store-error.ts';
import { CliError } from './cli-error.ts';
import { stoppedText } from './commands/stop.ts';
import { print } from './output.ts';
import { type Started, type StartOptions, startedText } from './start-text.ts';

/** Makes the hub, says where it is, and resolves when it has stopped; `inUse` when another has the data directory. */
export async function runHub(options: StartOptions): Promise<'stopped' | 'inUse'> {
  const { dataDir } = options;
  const platform = openPlatform(dataDir);
  try {
    const hub = await createHub(platform, { version: VERSION, host: options.host, port: options.port });
    await writeHubFile(dataDir, { url: hub.url, version: VERSION });
    // Before anybody is told that it runs: whoever reads it may say stop at once.
    const wished = stopWished(hub);
    tellStarted(options, hub);
    const { endTerminals } = await wished;
    const { goOn } = await hub.close({ endTerminals });
    removeHubFile(dataDir);
    if (!options.json) process.stdout.write(`\n${stoppedText(goOn, endTerminals)}\n`);
    return 'stopped';
  } catch (thrown) {
    if (thrown instanceof StoreInUse) return 'inUse';
    throw thrown;
  } finally {
    platform.dispose();
    endDespiteKeychain();
  }
}

function openPlatform(dataDir: string): ReturnType<typeof nodePlatform> {
  try {
    openDataDir(dataDir);
    return nodePlatform({ dataDir });
  } catch (thrown) {
    if (thrown instanceof DataDirError) throw new CliError('dataDirUnusable', thrown.message);
    const { code } = thrown as NodeJS.ErrnoException;
    throw new CliError('dataDirUnusable', `The data directory ${dataDir} cannot be used (${code}).`);
  }
}

function tellStarted(options: StartOptions, hub: Hub): void {
  const { url: link, expiresAt } = hub.createLink();
  const started: Started = { pid: process.pid, url: hub.url, version: VERSION, link, expiresAt, already: false };
  print(options, started, () => startedText(started, hub.movedFrom));
}

/** Resolves when somebody wants the hub to stop: Ctrl+C, the system, or a client. A second Ctrl+C does not wait. */
function stopWished(hub: Hub): Promise<{ readonly endTerminals: boolean }> {
  return new Promise((resolve) => {
    hub.onStopRequested(resolve);
    let asked = false;
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
      process.on(signal, () => {
        if (asked && signal === 'SIGINT') process.exit(130);
        asked = true;
        resolve({ endTerminals: false });
      });
    }
  });
}
