import { afterEach, beforeEach, expect, test } from 'vitest';
import { HubClient } from '../../src-shared/client/hub-client.ts';
import { webSocketTransport } from '../../src-shared/client/web-socket-transport.ts';
import { localIdentity } from '../access/local-identity.ts';
import { systemClock } from '../hub/host/system-clock.ts';
import { startTestHub, type TestHub } from '../hub/testing/test-hub.ts';
import { until } from '../hub/testing/until.ts';
import type { ShellState } from './shell.ts';
import { ShellClient } from './shell-client.ts';

let hub: TestHub;
let socket: WebSocket | undefined;
let client: HubClient;
let shell: ShellClient;

beforeEach(async () => {
  hub = await startTestHub();
  client = new HubClient({
    open: webSocketTransport(() => {
      socket = new WebSocket(`${hub.hub.url.replace('http', 'ws')}/ws`);
      return socket;
    }),
    identity: () => localIdentity(hub.dataDir),
    description: { client: { kind: 'window', version: '0.1.0' }, capabilities: [] },
    clock: systemClock,
    random: Math.random,
  });
  shell = new ShellClient(client);
});

afterEach(async () => {
  shell.dispose();
  client.dispose();
  await hub.close();
});

test('before a hub is heard nothing is known, and it says so', () => {
  expect(shell.state).toMatchObject({ caughtUp: false, connection: { kind: 'closed' }, terminals: { terminals: {} } });
});

test('what the hub tells in its channels is the state', async () => {
  client.connect();
  await until('the shell has caught up', () => shell.state.caughtUp);
  const { id } = await client.request('terminal.session.start', { command: { file: 'cat', args: [] } });
  await until('the terminal is known', () => shell.state.terminals.terminals[id]?.phase.kind === 'running');
  await client.request('settings.values.update', { patch: { appearance: { theme: 'dark' } } });
  await until('the setting is known', () => shell.state.settings.appearance.theme === 'dark');
  expect(Object.values(shell.state.presence.clients).map(({ kind }) => kind)).toContain('window');
});

test('a connection that is lost makes the state an old one until all of it has been heard again', async () => {
  client.connect();
  await until('the shell has caught up', () => shell.state.caughtUp);
  const { id } = await client.request('terminal.session.start', { command: { file: 'cat', args: [] } });
  await until('the terminal is known', () => id in shell.state.terminals.terminals);
  const seen: ShellState[] = [];
  shell.onChange((state) => seen.push(state));
  socket?.close();
  await until('the loss is known', () => seen.some(({ caughtUp }) => !caughtUp));
  expect(shell.state.terminals.terminals[id]).toBeDefined();
  await until('the shell has caught up again', () => shell.state.caughtUp);
  // Old until the last of the channels, and never new in between.
  const told = seen.map(({ caughtUp }) => caughtUp);
  expect(told.indexOf(true)).toBeGreaterThan(told.lastIndexOf(false));
});
