import { expect, test, afterEach } from 'vitest';
import { startTestHub, type TestHub } from './testing/test-hub.ts';
import { TerminalViewer } from './testing/terminal-viewer.ts';

const hubs: TestHub[] = [];
afterEach(async () => {
  for (const hub of hubs.splice(0)) await hub.close();
});

async function start(): Promise<TestHub> {
  const hub = await startTestHub();
  hubs.push(hub);
  return hub;
}

test('a terminal is started, typed into, resized and killed', async () => {
  const client = await (await start()).client();
  const viewer = await TerminalViewer.start(client, { command: { file: 'cat', args: [] } });
  await viewer.attach({ view: { cols: 100, rows: 30 } });
  await viewer.type('hello\r');
  await viewer.shows('hello\r\nhello');
  await viewer.info((info) => info.cols === 100 && info.driver?.connection === client.welcome.connection);
  await viewer.ask('kill', { signal: 'kill' });
  await viewer.info((info) => info.phase.kind === 'ended' && info.phase.signal === 'SIGKILL');
  await viewer.hasEnded();
});
