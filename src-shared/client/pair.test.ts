import { expect, test } from 'vitest';
import { toBase64url } from '../base/base64.ts';
import { ProtocolError } from '../protocol/errors.ts';
import type { Paired } from '../protocol/frames.ts';
import { type InitiateBy, initiate } from '../secure/handshake.ts';
import { nobleKeyPair } from '../secure/noble-crypto.ts';
import { codeSecret, offerSecret } from '../secure/secrets.ts';
import { pair } from './pair.ts';
import { coding, EncryptedHub, random, suite } from './testing/encrypted-hub.ts';
import { settled } from './testing/flushed-line.ts';

const SECRET = random(16);
const CODE = 'ABCDEFGHJKMN';
const PAIRED: Paired = {
  device: { id: 'd_1', name: 'Pixel', role: 'viewer' },
  hub: { id: 'h_1', name: 'Desk' },
  origins: ['http://192.0.2.1:4140'],
};

interface Attempt extends ReturnType<typeof pair> {
  readonly hub: EncryptedHub;
  readonly numbers: string[];
  /** What became of it; undefined while nothing has. */
  outcome(): unknown;
  /** The hub's answer to the one request. */
  answer(answer: object): Promise<void>;
}

/** A try, as far as it comes without the operator. */
async function attempt(claim: (hub: EncryptedHub) => Partial<InitiateBy>, greeting?: object): Promise<Attempt> {
  const hub = new EncryptedHub((by) => {
    if (by.kind === 'code') return codeSecret(suite, CODE);
    return by.id === 'o_offer' ? offerSecret(suite, SECRET) : undefined;
  });
  const numbers: string[] = [];
  const by = { key: nobleKeyPair(random(32)), ...claim(hub) } as InitiateBy;
  const { result, abandon } = pair({
    open: hub.open,
    coding,
    initiator: (id) => initiate(suite, { hub: id, by }),
    asker: { name: 'Pixel', platform: 'Android' },
    compare: (comparison) => numbers.push(comparison),
  });
  let outcome: unknown;
  void result.then(
    (value) => {
      outcome = value;
    },
    (error: unknown) => {
      outcome = error;
    },
  );
  hub.greet(greeting);
  for (let n = 0; n < 4; n++) {
    await settled();
    try {
      await hub.take();
    } catch {
      // So does a hub that was told a wrong secret; the tests look at what the phone makes of it.
      hub.close(4003);
    }
    hub.flush();
  }
  await settled();
  const answer = async (frame: object): Promise<void> => {
    hub.say(JSON.stringify({ jsonrpc: '2.0', id: 1, ...frame }));
    hub.flush();
    hub.close(1000);
    await settled();
  };
  return { hub, numbers, result, abandon, outcome: () => outcome, answer };
}

const byOffer = ({ key }: EncryptedHub): InitiateBy => ({
  kind: 'offer',
  key: nobleKeyPair(random(32)),
  hubKey: key.publicKey,
  offer: 'o_offer',
  secret: SECRET,
});
const byCode = (): Partial<InitiateBy> => ({ kind: 'code', code: CODE });

test.each([
  ['an offer', byOffer],
  ['a code', byCode],
] as const)(
  'by %s the number is told when the hub has shown its share, and the operator’s yes when it comes',
  async (_by, claim) => {
    const { hub, numbers, outcome, answer } = await attempt(claim);
    expect(numbers).toEqual([]);
    hub.reveal();
    expect(numbers).toEqual([hub.newcomer.comparison]);
    expect(hub.heard).toHaveLength(1);
    expect(JSON.parse(hub.heard[0]?.slice(1) ?? '')).toMatchObject({
      method: 'pairing.request',
      params: { name: 'Pixel', platform: 'Android', protocol: { min: 1 } },
    });
    expect(outcome()).toBe(undefined);
    await answer({ result: PAIRED });
    expect(outcome()).toEqual({ paired: PAIRED, hubKey: hub.key.publicKey });
    expect(hub.disposed).toBe(1);
  },
);

const reveals: ReadonlyArray<readonly [what: string, by: typeof byOffer | typeof byCode, say: (of: Attempt) => void]> =
  [
    ['another share', byOffer, ({ hub }) => hub.reveal({ share: toBase64url(random(32)) })],
    ['another share', byCode, ({ hub }) => hub.reveal({ share: toBase64url(random(32)) })],
    ['a share that is none', byOffer, ({ hub }) => hub.reveal({ share: 'A'.repeat(44) })],
    ['a share of another spelling', byOffer, ({ hub }) => hub.reveal({ share: `${'A'.repeat(42)}B` })],
    ['no share', byCode, ({ hub }) => hub.reveal({})],
    ['a yes without a share', byOffer, ({ answer }) => void answer({ result: PAIRED })],
    ['a yes without a share', byCode, ({ answer }) => void answer({ result: PAIRED })],
  ];

test.each(reveals)('%s ends the line, and nobody was let in', async (_what, claim, say) => {
  const of = await attempt(claim);
  say(of);
  await settled();
  expect(of.outcome()).toMatchObject({ error: 'pairingRefused', message: expect.stringContaining('between') });
  expect([of.numbers, of.hub.disposed]).toEqual([[], 1]);
});

test('a share that is shown twice ends the line: there is one number', async () => {
  const { hub, numbers, outcome } = await attempt(byCode);
  hub.reveal();
  hub.reveal();
  await settled();
  expect(outcome()).toMatchObject({ error: 'pairingRefused' });
  expect(numbers).toEqual([hub.newcomer.comparison]);
});

test('the operator’s no is the hub’s own refusal', async () => {
  const { outcome, answer } = await attempt(byOffer);
  await answer({ error: new ProtocolError('pairingRefused').toWire() });
  expect(outcome()).toMatchObject({ name: 'ProtocolError', error: 'pairingRefused' });
});

test.each([
  ['a secret that is wrong', (hub: EncryptedHub) => ({ ...byOffer(hub), secret: random(16) })],
  ['an offer that is not there', (hub: EncryptedHub) => ({ ...byOffer(hub), offer: 'o_another' })],
  ['a hub that is another', (hub: EncryptedHub) => ({ ...byOffer(hub), hubKey: nobleKeyPair(random(32)).publicKey })],
])('%s gets no number, and is told to ask for a new code', async (_what, claim) => {
  const { numbers, outcome } = await attempt(claim);
  expect(numbers).toEqual([]);
  expect(outcome()).toMatchObject({ error: 'pairingSpent' });
});

test('a mistyped code is told as one, though only the hub can find out', async () => {
  const { outcome } = await attempt(() => ({ kind: 'code', code: 'ABCDEFGHJKMP' }));
  expect(outcome()).toMatchObject({ error: 'pairingSpent', message: expect.stringContaining('mistyped') });
});

test('a hub that speaks another version of the channel is told in words', async () => {
  const { outcome } = await attempt(byOffer, { hub: 'h_1', versions: [7] });
  expect(outcome()).toMatchObject({ error: 'versionRefused', message: expect.stringContaining('Update') });
});

test('what is no hub is told in words, and so is why this client could not begin', async () => {
  const { outcome } = await attempt(byOffer, { hub: 5 });
  expect(outcome()).toMatchObject({ error: 'invalidRequest', message: expect.stringContaining('in the clear') });
  const nameless = await attempt(byOffer, { hub: 'h_\u0168', versions: [1] });
  expect(nameless.outcome()).toMatchObject({ error: 'internal', message: 'this is no hub’s id' });
});

test('a line that breaks is a lost connection, and the request may have been heard', async () => {
  const { hub, outcome } = await attempt(byOffer);
  hub.close(1006);
  await settled();
  expect(outcome()).toMatchObject({ name: 'ConnectionLost', sent: true });
});

test.each([
  [
    'an answer of another form',
    (of: Attempt) => {
      of.hub.reveal();
      return of.answer({ result: { device: 5 } });
    },
  ],
  [
    'no JSON',
    async ({ hub }: Attempt) => {
      hub.say('yes, come in');
      hub.flush();
    },
  ],
])('%s lets nobody in', async (_what, say) => {
  const of = await attempt(byOffer);
  await say(of);
  await settled();
  expect(of.outcome()).toMatchObject({ error: 'invalidRequest' });
  expect(of.hub.disposed).toBe(1);
});

test('giving up ends the line and the try, and an answer that comes later changes nothing', async () => {
  const { hub, abandon, outcome, answer } = await attempt(byOffer);
  abandon();
  await settled();
  expect(hub.disposed).toBeGreaterThan(0);
  expect(outcome()).toMatchObject({ name: 'ConnectionLost' });
  await answer({ result: PAIRED });
  expect(outcome()).toMatchObject({ name: 'ConnectionLost' });
});
