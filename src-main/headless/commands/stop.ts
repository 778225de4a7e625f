import { sleep } from '../../../src-shared/base/clock.ts';
import { isHubAlive, readHubFile } from '../../access/hub-file.ts';
import { systemClock } from '../../hub/host/system-clock.ts';
import { CliError } from '../cli-error.ts';
import { withHub } from '../hub-access.ts';
import { type CommonOptions, print } from '../output.ts';
import { count } from './status.ts';

/** A hub saves every screen before it goes; with many terminals that takes a moment. */
const STOP_MS = 15_000;
const LOOK_MS = 20;

export async function stop(options: CommonOptions & { readonly endTerminals: boolean }): Promise<void> {
  const { dataDir, endTerminals } = options;
  const file = readHubFile(dataDir);
  const { pid, goOn } = await withHub(dataDir, async (client) => {
    const status = await client.request('hub.status.read', {});
    const { terminals } = await client.request('terminal.session.list', {});
    await client.request('hub.process.stop', { endTerminals });
    // One that does not answer now cannot be told to end.
    const phases = endTerminals ? ['unreachable'] : ['running', 'unreachable'];
    return { pid: status.pid, goOn: terminals.filter(({ phase }) => phases.includes(phase.kind)).length };
  });
  const deadline = systemClock.monotonic() + STOP_MS;
  while (file !== undefined && (await isHubAlive(file))) {
    if (systemClock.monotonic() > deadline)
      throw new CliError(
        'notStopping',
        `The hub (process ${pid}) is still stopping. Look again with \`homeport doctor\`.`,
      );
    await sleep(systemClock, LOOK_MS);
  }
  print(options, { stopped: true, pid, terminals: goOn }, () => stoppedText(goOn, endTerminals));
}

/** What a person wants to know when the hub has gone. */
export function stoppedText(terminals: number, endTerminals: boolean): string {
  if (terminals === 0) return 'The hub has stopped.';
  const [go, them] = terminals === 1 ? ['goes', 'it'] : ['go', 'them'];
  if (endTerminals)
    return `The hub has stopped; ${count(terminals, 'terminal')} could not be ended, since what keeps ${them} does not answer, and ${go} on. See \`homeport doctor\`.`;
  return `The hub has stopped; ${count(terminals, 'terminal')} ${go} on. Start it again to reach ${them}.`;
}
