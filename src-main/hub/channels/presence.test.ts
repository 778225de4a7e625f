import { expect, test } from 'vitest';
import { silentLog } from '../../../src-shared/base/log.ts';
import { hubChannel, presenceChannel } from '../../../src-shared/protocol/channel.ts';
import { Troubles } from '../store/troubles.ts';
import { ListeningCaller } from '../testing/listening-caller.ts';
import { ManualClock } from '../testing/manual-clock.ts';
import { testRandom } from '../testing/test-store.ts';
import { HubChannel } from './channel.ts';
import { Presence } from './presence.ts';
import { publishTroubles } from './publish-troubles.ts';

const clock = new ManualClock(1000);

function room() {
  const channel = new HubChannel(presenceChannel, { random: testRandom, log: silentLog });
  return { channel, presence: new Presence(channel, clock) };
}

test('clients come, look and go, and everybody hears of it', () => {
  const { channel, presence } = room();
  const watcher = new ListeningCaller('c_watcher');
  channel.subscribe(watcher);
  const caller = new ListeningCaller('c_1');
  presence.came(caller);
  expect(presence.handlers['presence.heartbeat']({ viewing: 't_0001' }, caller)).toEqual({ now: 1000 });
  presence.handlers['presence.heartbeat']({ viewing: 't_0001' }, caller);
  const client = { connection: 'c_1', device: 'd_0000', name: 'a device', kind: 'script', since: 1000 };
  expect(presence.handlers['presence.list']({}, caller)).toEqual({ clients: [{ ...client, viewing: 't_0001' }] });
  expect(presence.size).toBe(1);
  caller.close();
  expect(presence.size).toBe(0);
  expect(watcher.actions.map(({ action }) => action)).toEqual([
    { type: 'presence.client.came', client: { ...client, viewing: null } },
    { type: 'presence.client.looked', connection: 'c_1', viewing: 't_0001' },
    { type: 'presence.client.went', connection: 'c_1' },
  ]);
});

test('a heartbeat of a client that has just gone brings nobody back', () => {
  const { presence } = room();
  const caller = new ListeningCaller('c_1');
  presence.came(caller);
  caller.close();
  presence.handlers['presence.heartbeat']({ viewing: 't_0001' }, caller);
  expect(presence.size).toBe(0);
});

test('troubles show in the hub channel from the start on, once each, until they are withdrawn', () => {
  const channel = new HubChannel(hubChannel, { random: testRandom, log: silentLog });
  channel.apply({ type: 'hub.trouble.raised', trouble: { id: 'of-yesterday', text: 'x', since: 1 } });
  const troubles = new Troubles(clock);
  troubles.raise('early', 'Said before there was a channel.');
  const publishing = publishTroubles(troubles, channel);
  troubles.raise('late', 'One.');
  troubles.raise('late', 'One.');
  troubles.raise('late', 'Two.');
  expect(channel.state.troubles).toEqual({
    early: { id: 'early', text: 'Said before there was a channel.', since: 1000 },
    late: { id: 'late', text: 'Two.', since: 1000 },
  });
  troubles.withdraw('late');
  troubles.withdraw('late');
  expect(Object.keys(channel.state.troubles)).toEqual(['early']);
  publishing.dispose();
  troubles.withdraw('early');
  expect(Object.keys(channel.state.troubles)).toEqual(['early']);
});
