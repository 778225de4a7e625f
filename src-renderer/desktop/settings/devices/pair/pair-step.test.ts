import { expect, test } from 'vitest';
import { emptyNetworkState } from '../../../../../src-shared/protocol/channels/network/state.ts';
import {
  emptyPairingState,
  OFFER_MS,
  type PairingRefusal,
  type PairingRequest,
} from '../../../../../src-shared/protocol/channels/pairing/state.ts';
import { type Offered, type PairFacts, pairStep } from './pair-step.ts';

const NOW = 1_000_000;
const home = {
  id: 'n_home',
  name: 'wlan0 · 192.168.1.0/24',
  address: '192.168.1.7',
  subnet: '192.168.1.0/24',
  gateway: '192.168.1.1',
  trustedUntil: null,
};
const open = {
  ...emptyNetworkState,
  entrances: [{ origin: 'http://192.168.1.7:4140', level: 'L0', network: 'n_home' }],
};
const offer = { id: 'o_1', expiresAt: NOW + OFFER_MS, addresses: ['192.168.1.7:4140'], level: 'L0' } as const;
const offered: Offered = { offer: { ...offer, addresses: [...offer.addresses] }, url: 'http://x/#s', code: 'AAAA' };
const request: PairingRequest = {
  id: 'q_1',
  name: 'iPhone',
  platform: 'iPhone, Safari',
  from: '192.168.1.9',
  level: 'L0',
  network: 'n_home',
  candidates: ['000001', '000002', '000003', '000004'],
  at: NOW,
  expiresAt: NOW + OFFER_MS,
};

function step(facts: Partial<PairFacts>): ReturnType<typeof pairStep> {
  return pairStep({
    pairing: emptyPairingState,
    condition: 'current',
    network: open as PairFacts['network'],
    secrets: { phase: 'open', where: 'keychain', sentence: '', fingerprint: 'AA' },
    offered: undefined,
    answering: undefined,
    begun: false,
    device: undefined,
    now: NOW,
    ...facts,
  });
}

test('what stands in the way is said one after the other: rights, connection, secrets, network, the user’s word', () => {
  const secrets = { phase: 'locked', where: null, sentence: 'Unlock it.', fingerprint: null } as const;
  const none = { ...emptyNetworkState };
  const closed = { ...emptyNetworkState, networks: [home] };
  const taken = { ...closed, lan: { wished: true, sentence: 'Port 4140 is taken.' } };
  expect(step({ condition: 'refused', secrets, network: none }).kind).toBe('notAllowed');
  expect(step({ condition: 'stale', secrets, network: none }).kind).toBe('asking');
  expect(step({ secrets, network: none })).toEqual({ kind: 'locked', secrets });
  expect(step({ network: none }).kind).toBe('noNetwork');
  expect(step({ network: closed })).toEqual({ kind: 'askLan', networks: [home] });
  expect(step({ network: taken })).toEqual({ kind: 'cannotListen', sentence: 'Port 4140 is taken.' });
  expect(step({}).kind).toBe('ready');
});

test('an offer is shown by whoever asked for it, a request by everybody', () => {
  const pairing = { ...emptyPairingState, offer: offered.offer };
  expect(step({ pairing, offered, begun: true })).toEqual({ kind: 'offer', offered });
  expect(step({ pairing }).kind).toBe('ready');
  expect(step({ pairing: { ...pairing, request } })).toEqual({ kind: 'request', request });
});

test('while the answer is under way the card stays, whatever the channel says before it', () => {
  const pairing = { ...emptyPairingState, paired: 'd_1' };
  expect(step({ pairing, offered, begun: true, answering: request })).toEqual({ kind: 'request', request });
});

test.each<[PairingRefusal['why'], RegExp]>([
  ['wrong-number', /another number/],
  ['refused', /spent/],
  ['left', /went away/],
  ['too-many', /too many wrong codes/],
  ['expired', /two minutes/],
])('an offer that ended by "%s" says so', (why, words) => {
  const late = { at: NOW + 5, from: '10.0.0.9', why };
  const before = { at: NOW - 1, from: '10.0.0.9', why: 'wrong-number' } as const;
  const pairing = { ...emptyPairingState, refusals: [before, late, { ...late, why: 'wrong-secret' as const }] };
  const ended = step({ pairing, offered, begun: true });
  expect(ended).toMatchObject({ kind: 'over' });
  expect(ended.kind === 'over' && ended.why).toMatch(words);
});

test('a code that nobody took has run out; one that went before its time was replaced', () => {
  const over = { offered, begun: true };
  expect(step({ ...over, now: NOW + OFFER_MS })).toMatchObject({ why: expect.stringContaining('run out') });
  expect(step(over)).toMatchObject({ why: expect.stringContaining('Another code') });
});
