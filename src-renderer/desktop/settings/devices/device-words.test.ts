import { expect, test } from 'vitest';
import type { DeviceInfo } from '../../../../src-shared/protocol/channels/device/state.ts';
import { deviceOptions, inOrder, isMeant, standingOf, whereabouts } from './device-words.ts';

const NOW = 10_000_000;
function device(facts: Partial<DeviceInfo> = {}): DeviceInfo {
  return {
    id: 'd_1',
    name: 'iPhone',
    platform: 'iPhone, Safari',
    origin: 'paired',
    role: 'viewer',
    grants: [],
    expiresAt: null,
    createdAt: 1,
    lastSeen: NOW - 3 * 60_000,
    lastFrom: '192.168.1.9',
    lastLevel: 'L0',
    connections: 0,
    ...facts,
  };
}

test('a device is here, away, over or suspended, and suspended before anything else', () => {
  expect(standingOf(device({ connections: 1 }), NOW)).toBe('connected');
  expect(standingOf(device(), NOW)).toBe('away');
  expect(standingOf(device({ expiresAt: NOW }), NOW)).toBe('over');
  expect(standingOf(device({ expiresAt: NOW - 1, suspended: true }), NOW)).toBe('suspended');
});

test('those that wait for the user come first, those that are over last', () => {
  const all = [
    device({ id: 'over', expiresAt: 1 }),
    device({ id: 'long-ago', lastSeen: 1 }),
    device({ id: 'here', connections: 2 }),
    device({ id: 'lately' }),
    device({ id: 'suspended', suspended: true, expiresAt: 1 }),
  ];
  expect(inOrder(all, NOW).map(({ id }) => id)).toEqual(['suspended', 'here', 'lately', 'long-ago', 'over']);
});

test('where it is reads as a line', () => {
  expect(whereabouts(device(), NOW)).toBe('iPhone, Safari · seen 3 min ago from 192.168.1.9 by plain http');
  expect(whereabouts(device({ connections: 1, lastLevel: 'L2' }), NOW)).toBe(
    'iPhone, Safari · connected now from 192.168.1.9 by Tailscale',
  );
  expect(whereabouts(device({ platform: '', lastLevel: null }), NOW)).toBe('a browser · seen 3 min ago');
  expect(whereabouts(device({ platform: '', origin: 'local', lastLevel: 'local' }), NOW)).toBe(
    'the command line of this computer · seen 3 min ago',
  );
});

test('it is found by name, kind, address and id, however they are written', () => {
  for (const text of ['IPHONE', ' safari ', '192.168', 'd_1', '']) expect(isMeant(device(), text), text).toBe(true);
  expect(isMeant(device(), 'android')).toBe(false);
});

test('a device that was chosen and revoked since stays to be chosen', () => {
  expect(deviceOptions([device()], 'd_9').map(({ label }) => label)).toEqual(['iPhone', 'd_9 (gone)']);
});
