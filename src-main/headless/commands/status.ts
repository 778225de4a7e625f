import { withHub } from '../hub-access.ts';
import { type CommonOptions, duration, print } from '../output.ts';

export async function status(options: CommonOptions): Promise<void> {
  const found = await withHub(options.dataDir, (client) => client.request('hub.status.read', {}));
  const { pid, url, version, terminals, clients, startedAt, dataDir, rss, loopDelay, troubles } = found;
  const keepers = found.keepers.length;
  const result = { pid, url, version, terminals, clients, keepers, startedAt, dataDir, rss, loopDelay, troubles };
  print(options, result, () =>
    [
      `Homeport ${version} runs on ${url} (process ${pid}, for ${duration(Date.now() - startedAt)}).`,
      `${count(terminals, 'terminal')} in ${count(keepers, 'keeper')}; ${count(clients, 'client')} connected.`,
      ...troubles.map((trouble) => `Trouble: ${trouble}`),
    ].join('\n'),
  );
}

/** "1 terminal", "2 terminals". */
export function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}
