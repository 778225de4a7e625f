import { expect, test } from 'vitest';
import { fingerprintGroups, inWords, networksInWords, networkTitle } from './network-words.ts';

test.each([
  ['wlan0 · 192.168.1.0/24', 'Wi-Fi (wlan0)'],
  ['wlp3s0 · 10.0.0.0/8', 'Wi-Fi (wlp3s0)'],
  ['Wi-Fi · 10.0.0.0/8', 'Wi-Fi'],
  ['enp0s31f6 · 10.0.0.0/8', 'Ethernet (enp0s31f6)'],
  ['Ethernet 2 · 10.0.0.0/8', 'Ethernet (Ethernet 2)'],
  ['en0 · 10.0.0.0/8', 'Network en0'],
])('%s is called %s', (name, title) => {
  expect(networkTitle({ name })).toBe(title);
});

test('several networks are a list, each with the address of this computer there', () => {
  const networks = [
    { name: 'wlan0 · 192.168.1.0/24', address: '192.168.1.7' },
    { name: 'eth0 · 10.0.0.0/8', address: '10.0.0.7' },
  ];
  expect(networksInWords(networks)).toBe('Wi-Fi (wlan0) as 192.168.1.7 and Ethernet (eth0) as 10.0.0.7');
  expect([inWords([]), inWords(['a']), inWords(['a', 'b', 'c'])]).toEqual(['', 'a', 'a, b and c']);
});

test('a fingerprint is read in groups, whichever sign stands between its pairs', () => {
  const pairs = Array.from({ length: 32 }, (_, n) => n.toString(16).padStart(2, '0').toUpperCase());
  const groups = fingerprintGroups(pairs.join(' '));
  expect(groups).toHaveLength(8);
  expect(groups[0]).toBe('00 01 02 03');
  expect(fingerprintGroups(pairs.join(':'))).toEqual(groups);
});
