import { readFileSync, statSync } from 'node:fs';
import { expect, test } from 'vitest';
import { defaultSettings } from '../../../src-shared/protocol/channels/settings/state.ts';
import { testHubs } from '../testing/test-hubs.ts';

const startHub = testHubs();

test('who changes a setting is answered once it is on the disk, and every other client hears of it', async () => {
  const hub = await startHub();
  const [desk, wall] = [await hub.client(), await hub.client()];
  const { result } = await wall.request('hub.channel.subscribe', { channel: 'settings' });
  expect(result).toMatchObject({ snapshot: { settings: defaultSettings } });
  const patch = { appearance: { theme: 'dark' }, notifications: { quiet: { on: true } } };
  const answer = await desk.request('settings.values.update', { patch });
  const expected = {
    ...defaultSettings,
    appearance: { ...defaultSettings.appearance, theme: 'dark' },
    notifications: { ...defaultSettings.notifications, quiet: { on: true, from: '22:00', to: '07:00' } },
  };
  expect(answer.result).toEqual({ settings: expected });
  const file = `${hub.dataDir}/settings.json`;
  expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual(expected);
  expect(statSync(file).mode & 0o777).toBe(0o600);
  const told = await wall.notified('hub.channel.action');
  expect(told.params).toMatchObject({ channel: 'settings', action: { settings: expected } });
});
