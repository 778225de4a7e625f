import { expect, test } from 'vitest';
import { hubChannel } from '../protocol/channel.ts';
import type { HubAction } from '../protocol/channels/hub/actions.ts';
import { ChannelMirror } from './channel-mirror.ts';
import { clientRig } from './testing/rig.ts';

const trouble = (id: string): HubAction => ({
  type: 'hub.trouble.raised',
  trouble: { id, text: 'The disk is full.', since: 1 },
});

async function mirrored() {
  const rig = clientRig();
  rig.hub.act(trouble('first'));
  const mirror = new ChannelMirror(rig.client, hubChannel);
  rig.client.connect();
  await rig.quiet();
  return { ...rig, mirror };
}

test('a mirror starts with a snapshot and follows the actions', async () => {
  const { hub, mirror, quiet } = await mirrored();
  expect(mirror.condition.kind).toBe('current');
  expect(await mirror.ready()).toBe(mirror.state);
  hub.act(trouble('second'));
  await quiet();
  expect(Object.keys(mirror.state.troubles)).toEqual(['first', 'second']);
});

test('after a reconnect it receives only what it missed', async () => {
  const { hub, line, clock, mirror, quiet } = await mirrored();
  line.cut();
  expect(mirror.condition.kind).toBe('stale');
  hub.act(trouble('missed'));
  let changes = 0;
  mirror.onChange(() => changes++);
  clock.advance(250);
  await quiet();
  expect(mirror.state).toEqual(hub.state);
  expect(changes).toBe(1);
});

test('a hub that started a new log gives a snapshot', async () => {
  const { hub, line, clock, mirror, quiet } = await mirrored();
  line.cut();
  hub.restart('log2');
  hub.act(trouble('new'));
  clock.advance(250);
  await quiet();
  expect(mirror.state).toEqual(hub.state);
  expect(mirror.condition.kind).toBe('current');
});

test('a repeated action changes nothing, a gap subscribes again', async () => {
  const { hub, line, mirror, quiet } = await mirrored();
  hub.each((connection) => hub.notifyAction(connection, 1, trouble('echo')));
  await quiet();
  expect(Object.keys(mirror.state.troubles)).toEqual(['first']);
  hub.act(trouble('lost'));
  line.swallow();
  hub.act(trouble('next'));
  await quiet();
  expect(mirror.state).toEqual(hub.state);
});

test('an action of a kind that is not known here is answered with a snapshot', async () => {
  const { hub, mirror, quiet } = await mirrored();
  hub.actions.push(trouble('x'));
  hub.state = hubChannel.reduce(hub.state, trouble('x'));
  const unknown = { type: 'hub.future.thing' } as unknown as HubAction;
  hub.each((connection) => hub.notifyAction(connection, 2, unknown));
  await quiet();
  expect(mirror.condition.kind).toBe('current');
  expect(mirror.state).toEqual(hub.state);
});

test('a refused channel says so', async () => {
  const { client, hub, quiet } = clientRig();
  hub.refusals.set('hub.channel.subscribe', ['forbidden']);
  const mirror = new ChannelMirror(client, hubChannel);
  client.connect();
  await quiet();
  await expect(mirror.ready()).rejects.toMatchObject({ error: 'forbidden' });
});
