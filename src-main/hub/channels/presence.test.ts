import { expect, test } from 'vitest';
import { silentLog } from '../../../src-shared/base/log.ts';
import { hubChannel, presenceChannel } from '../../../src-shared/protocol/channel.ts';
import { Troubles } from '../store/troubles.ts';
import { ListeningCaller } from '../testing/listening-caller.ts';
import { ManualClock } from '../testing/manual-clock.ts';
import { testRandom } from '../testing/test-store.ts';
import { HubChannel } from './channel.ts';
import { FEW, Presence } from './presence.ts';
import { publishTroubles } from './publish-troubles.ts';

function room() {
  const clock = new ManualClock(1000);
  const channel = new HubChannel(presenceChannel, { random: testRandom, log: silentLog });
  return { channel, clock, presence: new Presence(channel, clock) };
}

const client = { connection: 'c_1', device: 'd_0000', name: 'a device', kind: 'script', since: 1000, viewing: null };

test('clients come, look and go, and everybody hears of it', () => {
  const { channel, clock, presence } = room();
  const watcher = new ListeningCaller('c_watcher');
  channel.subscribe(watcher);
  const looked: string[] = [];
  presence.onLooked((terminal) => looked.push(terminal));
  const caller = new ListeningCaller('c_1');
  presence.came(caller);
  expect(presence.handlers['presence.heartbeat']({ viewing: 't_0001' }, caller)).toEqual({ now: 1000 });
  presence.handlers['presence.heartbeat']({ viewing: 't_0001' }, caller);
  expect(presence.handlers['presence.list']({}, caller)).toEqual({ clients: [{ ...client, viewing: 't_0001' }] });
  expect(presence.size).toBe(1);
  expect([presence.shows('d_0000', 't_0001'), presence.shows('d_0000', 't_0002')]).toEqual([true, false]);
  expect(presence.shows('d_0001', 't_0001')).toBe(false);
  caller.close();
  expect([presence.size, presence.count('d_0000'), presence.shows('d_0000', 't_0001')]).toEqual([0, 0, false]);
  expect(looked).toEqual(['t_0001']);
  expect(watcher.actions.map(({ action }) => action)).toEqual([
    { type: 'presence.changed', here: [client], gone: [] },
    { type: 'presence.changed', here: [{ ...client, viewing: 't_0001' }], gone: [] },
    { type: 'presence.changed', here: [], gone: ['c_1'] },
  ]);
  expect(clock.pending).toBe(0);
});

test('thousands who come, look and go together are told in few actions, none of them later than in a moment', async () => {
  const { channel, clock, presence } = room();
  const watcher = new ListeningCaller('c_watcher');
  channel.subscribe(watcher);
  const moved: string[] = [];
  presence.onMoved((device) => moved.push(device));
  const callers = Array.from({ length: 5000 }, (_, n) => new ListeningCaller(`c_${n}`));
  for (const caller of callers) presence.came(caller);
  for (const caller of callers.slice(0, 2000)) presence.handlers['presence.heartbeat']({ viewing: 't_0001' }, caller);
  for (const caller of callers.slice(0, 1000)) caller.close();
  expect([presence.size, presence.count('d_0000'), moved.length]).toEqual([4000, 4000, 6000]);
  // The first were told one by one and at once.
  expect(watcher.actions.length).toBe(FEW);
  clock.advance(50);
  expect(watcher.actions.length).toBeLessThanOrEqual(FEW + 21);
  const { clients } = channel.state;
  expect(Object.keys(clients).length).toBe(4000);
  expect(Object.values(clients).filter(({ viewing }) => viewing === 't_0001').length).toBe(1000);
  const { clients: listed } = await presence.handlers['presence.list']({}, watcher);
  expect(Object.fromEntries(listed.map((each) => [each.connection, each]))).toEqual(clients);
  // Whoever came and went before anything was said was never there.
  const last = new ListeningCaller('c_last');
  presence.came(last);
  last.close();
  const before = watcher.actions.length;
  clock.advance(1000);
  expect(watcher.actions.length).toBe(before);
  for (const caller of callers) caller.close();
  clock.advance(50);
  expect([channel.state.clients, presence.count('d_0000'), clock.pending]).toEqual([{}, 0, 0]);
});

test('a heartbeat of a client that has just gone brings nobody back', () => {
  const { clock, presence, channel } = room();
  const caller = new ListeningCaller('c_1');
  presence.came(caller);
  caller.close();
  presence.handlers['presence.heartbeat']({ viewing: 't_0001' }, caller);
  clock.advance(50);
  expect([presence.size, channel.state.clients]).toEqual([0, {}]);
  presence.dispose();
  presence.came(new ListeningCaller('c_2'));
  presence.came(new ListeningCaller('c_3'));
  expect(clock.pending).toBe(0);
});

test('troubles show in the hub channel from the start on, once each, until they are withdrawn', () => {
  const channel = new HubChannel(hubChannel, { random: testRandom, log: silentLog });
  channel.apply({ type: 'hub.trouble.raised', trouble: { id: 'of-yesterday', text: 'x', since: 1 } });
  const troubles = new Troubles(new ManualClock(1000));
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
