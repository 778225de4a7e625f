import type { HubConnection } from '../lib/hub-connection.ts';
import { pause, proportionalMegabytes, residentMegabytes } from '../lib/measure.ts';
import { atMost, type Figure, forInformation } from '../lib/report.ts';
import { Hub } from '../lib/subjects.ts';

const workload = 'memory';
const SHELL = {
  file: '/bin/sh',
  args: [
    '-c',
    'i=0; while [ $i -lt 1000 ]; do i=$((i+1)); echo "line $i of a thousand, as long as lines are"; done; exec /bin/sh -i',
  ],
};
const CLIENTS = 100;

/** Idle shells with 1,000 lines each, then a hundred clients that look at them. All our processes, without the shells. */
export async function memory(): Promise<Figure[]> {
  const hub = await Hub.start();
  const connection = await hub.connect();
  const ids = await startShells(connection, 10);
  const at10 = await settled(hub);
  ids.push(...(await startShells(connection, 90)));
  const at100 = await settled(hub);
  const shared = proportionalMegabytes(await hub.pids());
  const clients: HubConnection[] = [];
  for (let n = 0; n < CLIENTS; n++) {
    const client = await hub.connect();
    await client.attach(ids[n % ids.length] ?? '', undefined, () => {});
    clients.push(client);
  }
  const withClients = await settled(hub);
  for (const client of clients) client.close();
  connection.close();
  await hub.stop();
  return [
    atMost(220, { workload, figure: '10 idle shells', unit: 'MB', value: at10 }),
    atMost(450, { workload, figure: '100 idle shells', unit: 'MB', value: at100 }),
    forInformation({ workload, figure: '100, shared once', unit: 'MB', value: shared }),
    atMost(60, { workload, figure: 'and 100 clients', unit: 'MB', value: withClients - at100 }),
  ];
}

async function startShells(connection: HubConnection, count: number): Promise<string[]> {
  const ids: string[] = [];
  for (let n = 0; n < count; n++)
    ids.push((await connection.patiently('terminal.session.start', { command: SHELL })).id);
  return ids;
}

/** After the shells have printed and the collectors had a moment. */
async function settled(hub: Hub): Promise<number> {
  await pause(5000);
  return residentMegabytes(await hub.pids());
}
