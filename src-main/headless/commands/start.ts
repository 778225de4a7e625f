import { sleep } from '../../../src-shared/base/clock.ts';
import { isHubAlive, readHubFile } from '../../access/hub-file.ts';
import { systemClock } from '../../hub/host/system-clock.ts';
import { EXIT } from '../cli-error.ts';
import { withHub } from '../hub-access.ts';
import { print } from '../output.ts';
import { runningText, type Started, type StartOptions } from '../start-text.ts';

/** Another `start` has the data directory but does not answer yet; longer than a hub takes to start. */
const ANOTHER_START_MS = 10_000;
const LOOK_MS = 50;

/** Starts a hub in the foreground, or says that there is one and prints a link to it. */
export async function start(options: StartOptions): Promise<void> {
  if (await tellRunning(options)) return;
  // The hub is most of this program; nothing else loads it.
  const { runHub } = await import('../run-hub.ts');
  const outcome = await runHub(options);
  if (outcome === 'inUse') await tellOther(options);
}

/** The running hub's address and a fresh link to it; false when there is none. */
async function tellRunning(options: StartOptions): Promise<boolean> {
  const file = readHubFile(options.dataDir);
  if (file === undefined || !(await isHubAlive(file))) return false;
  const { pid, url, version } = file;
  const made = await withHub(options.dataDir, (client) => client.request('hub.link.create', {}));
  const started: Started = { pid, url, version, link: made.url, expiresAt: made.expiresAt, already: true };
  print(options, started, () => runningText(started));
  process.exitCode = EXIT.ok;
  return true;
}

/** Two were started at once and the other was first. */
async function tellOther(options: StartOptions): Promise<void> {
  const deadline = systemClock.monotonic() + ANOTHER_START_MS;
  while (!(await tellRunning(options))) {
    if (systemClock.monotonic() > deadline) throw inUse(options.dataDir);
    await sleep(systemClock, LOOK_MS);
  }
}

function inUse(dataDir: string): Error {
  return new Error(`Another Homeport is using ${dataDir} but does not answer. See \`homeport doctor\`.`);
}
