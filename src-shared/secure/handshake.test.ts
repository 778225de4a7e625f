import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fuzzRuns } from '../base/testing/fuzz.ts';
import {
  type Claim,
  HandshakeError,
  type InitiateBy,
  initiate,
  type Made,
  type Responded,
  respond,
} from './handshake.ts';
import { nobleCrypto, nobleKeyPair } from './noble-crypto.ts';
import { NoiseHandshake, type PatternName } from './noise.ts';
import { isOffer, offerUrl, readOffer } from './offer-text.ts';
import { codeSecret, comparisonOf, newCode, offerSecret, readCode } from './secrets.ts';

const random = (length: number): Uint8Array => crypto.getRandomValues(new Uint8Array(length));
const suite = nobleCrypto(random);
const HUB = 'h_0123456789';
const hubKey = nobleKeyPair(random(32));
const SECRET = random(16);
const CODE = 'ABCDEFGHJKMN';

function secretOf(claim: Claim): Uint8Array | undefined {
  if (claim.kind === 'code') return codeSecret(suite, CODE);
  return claim.id === 'o_offer1' ? offerSecret(suite, SECRET) : undefined;
}

const phoneKey = nobleKeyPair(random(32));
const BY = {
  device: { kind: 'device', key: phoneKey, hubKey: hubKey.publicKey },
  offer: { kind: 'offer', key: phoneKey, hubKey: hubKey.publicKey, offer: 'o_offer1', secret: SECRET },
  code: { kind: 'code', key: phoneKey, code: CODE },
} as const satisfies Record<string, InitiateBy>;

/** What somebody on the way does with the message number `at`, counted from 0. */
type Relay = (message: Uint8Array, at: number) => Uint8Array;

/** Plays a handshake through a relay; both ends, or the fault of the first that failed. */
async function play(by: InitiateBy, relay: Relay = (message) => message, hub = HUB): Promise<[Made, Responded]> {
  const initiator = initiate(suite, { hub, by });
  const responder = respond(suite, { hub: HUB, key: hubKey, secretOf });
  let at = 0;
  const carry = (message: Uint8Array): Uint8Array => relay(message, at++);
  let made: Made | undefined;
  let responded: Responded | undefined;
  let up: Uint8Array | undefined = carry(await initiator.first());
  while (up !== undefined) {
    const down = await responder.receive(up);
    responded ??= down.made;
    up = undefined;
    if (down.reply === undefined) continue;
    const next = await initiator.receive(carry(down.reply));
    made ??= next.made;
    up = next.reply === undefined ? undefined : carry(next.reply);
  }
  if (made === undefined || responded === undefined) throw new Error('the handshake stopped in the middle');
  return [made, responded];
}

test.each(Object.entries(BY))('by %s both ends know each other and understand one another', async (kind, by) => {
  const [phone, hub] = await play(by);
  expect(phone.hubKey).toEqual(hubKey.publicKey);
  expect(hub.remoteKey).toEqual(phoneKey.publicKey);
  expect(hub.by).toEqual({ device: 'device', offer: { kind: 'offer', id: 'o_offer1' }, code: { kind: 'code' } }[kind]);
  const [message] = phone.channel.seal('text', [random(3)]);
  expect(hub.channel.open(message ?? random(1))).toMatchObject({ ok: true, value: { kind: 'text' } });
});

test.each([BY.offer, BY.code])(
  'by $kind both ends have one number once the hub has shown its share, and no other share gives any',
  async (by) => {
    const [phone, hub] = await play(by);
    if (hub.by === 'device') throw new Error('that was no pairing');
    expect(hub.comparison).toMatch(/^\d{6}$/);
    expect(phone.numberOf(hub.share)).toBe(hub.comparison);
    for (const other of [random(32), hub.share.slice(1), Uint8Array.of(...hub.share, 0), random(0)])
      expect(phone.numberOf(other)).toBe(undefined);
    const [known] = await play(BY.device);
    expect(known.numberOf(hub.share)).toBe(undefined);
  },
);

test('numbers are as likely as one another', () => {
  const runs = 20_000;
  const counts = new Array<number>(10).fill(0);
  for (let n = 0; n < runs; n++) {
    const digit = Number(comparisonOf(suite, random(32), random(32))[n % 6]);
    counts[digit] = (counts[digit] ?? 0) + 1;
  }
  // Chi-squared with nine degrees of freedom: above 50 once in ten million runs.
  const expected = runs / 10;
  expect(counts.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0)).toBeLessThan(50);
});

test('no two handshakes have one number but by chance', async () => {
  const numbers = new Set<string>();
  for (let n = 0; n < 40; n++) {
    const [, hub] = await play(BY.code);
    if (hub.by !== 'device') numbers.add(hub.comparison);
  }
  expect(numbers.size).toBeGreaterThan(35);
});

const refused: ReadonlyArray<readonly [what: string, by: InitiateBy, hub: string]> = [
  ['another hub’s key', { ...BY.device, hubKey: nobleKeyPair(random(32)).publicKey }, HUB],
  ['a handshake meant for another hub', BY.device, 'h_another'],
  ['a wrong secret', { ...BY.offer, secret: random(16) }, HUB],
  ['an offer that is not there', { ...BY.offer, offer: 'o_nothere' }, HUB],
  ['a wrong code', { ...BY.code, code: 'ABCDEFGHJKMP' }, HUB],
];

test.each(refused)('%s leads to no channel', async (_what, by, hub) => {
  await expect(play(by, undefined, hub)).rejects.toMatchObject({ name: 'HandshakeError', kind: 'secret' });
});

/** The phone's half without our manners: whatever secret and whatever is said along. */
function rude(pattern: PatternName, secret: Uint8Array, byte: number): { noise: NoiseHandshake; head: Uint8Array } {
  const prologue = new TextEncoder().encode(`homeport secure 1\n${pattern}\n${HUB}`);
  const known = pattern === 'XXpsk3' ? {} : { remoteKey: hubKey.publicKey };
  const options = { pattern, initiator: true, prologue, key: phoneKey, secret: () => secret, ...known };
  return { noise: new NoiseHandshake(suite, options), head: Uint8Array.of(1, byte) };
}

test('where there is nothing to claim no secret is right, not even none', async () => {
  const closed = () => respond(suite, { hub: HUB, key: hubKey, secretOf: () => undefined });
  for (const secret of [new Uint8Array(32), new Uint8Array(32).fill(255), suite.sha256(random(0))]) {
    const offer = rude('IKpsk2', secret, 2);
    const first = await offer.noise.write(new TextEncoder().encode('o_offer1'));
    const { reply = random(1) } = await closed().receive(Uint8Array.of(...offer.head, ...first));
    await expect(offer.noise.read(reply)).rejects.toThrow('altered');
    const code = rude('XXpsk3', secret, 3);
    const hub = closed();
    const second = await hub.receive(Uint8Array.of(...code.head, ...(await code.noise.write(random(0)))));
    await code.noise.read(second.reply ?? random(1));
    await expect(hub.receive(await code.noise.write(random(0)))).rejects.toMatchObject({ kind: 'secret' });
  }
});

test('a handshake that says more than it should is refused, whoever says it', async () => {
  const hubOf = () => respond(suite, { hub: HUB, key: hubKey, secretOf });
  const say = async ({ noise, head }: ReturnType<typeof rude>, payload: string): Promise<Uint8Array> =>
    Uint8Array.of(...head, ...(await noise.write(new TextEncoder().encode(payload))));
  const secret = offerSecret(suite, SECRET);
  for (const payload of ['o_offer1', 'x'])
    await expect(hubOf().receive(await say(rude('IK', secret, 1), payload))).rejects.toMatchObject({
      kind: 'malformed',
    });
  for (const payload of ['', 'O_OFFER1', 'o_offer1\n', `o_${'a'.repeat(60)}`, '{"offer":"o_offer1"}'])
    await expect(hubOf().receive(await say(rude('IKpsk2', secret, 2), payload)), payload).rejects.toMatchObject({
      kind: 'malformed',
    });
  const code = rude('XXpsk3', codeSecret(suite, CODE), 3);
  const hub = hubOf();
  const { reply = random(1) } = await hub.receive(await say(code, ''));
  await code.noise.read(reply);
  await expect(hub.receive(await say({ ...code, head: random(0) }, 'and more'))).rejects.toMatchObject({
    kind: 'malformed',
  });
  // Whoever brings no share of their own could know the number beforehand.
  const bare = rude('XXpsk3', codeSecret(suite, CODE), 3);
  const another = hubOf();
  const second = await another.receive(await say(bare, ''));
  await bare.noise.read(second.reply ?? random(1));
  await expect(another.receive(await say({ ...bare, head: random(0) }, ''))).rejects.toMatchObject({
    kind: 'malformed',
  });
  // The other way round: a hub with something to say.
  const phone = initiate(suite, { hub: HUB, by: BY.device });
  const prologue = new TextEncoder().encode(`homeport secure 1\nIK\n${HUB}`);
  const talkative = new NoiseHandshake(suite, { pattern: 'IK', initiator: false, prologue, key: hubKey });
  await talkative.read((await phone.first()).slice(2));
  await expect(phone.receive(await talkative.write(random(1)))).rejects.toMatchObject({ kind: 'malformed' });
  // And one that commits itself to nothing, or to something of another length.
  for (const commitment of [random(0), random(31), random(33)]) {
    const waiting = initiate(suite, { hub: HUB, by: BY.offer });
    const vague = new NoiseHandshake(suite, {
      pattern: 'IKpsk2',
      initiator: false,
      prologue: new TextEncoder().encode(`homeport secure 1\nIKpsk2\n${HUB}`),
      key: hubKey,
      secret: () => offerSecret(suite, SECRET),
    });
    await vague.read((await waiting.first()).slice(2));
    await expect(waiting.receive(await vague.write(commitment))).rejects.toMatchObject({ kind: 'malformed' });
  }
});

test('another version and an unknown pattern are refused before anything is made of them', async () => {
  const responder = () => respond(suite, { hub: HUB, key: hubKey, secretOf });
  for (const [first, kind] of [
    [[], 'version'],
    [[2, 1], 'version'],
    [[1], 'malformed'],
    [[1, 0], 'malformed'],
    [[1, 4, 1, 2, 3], 'malformed'],
    [[1, 1, 1, 2, 3], 'secret'],
  ] as const)
    await expect(responder().receive(Uint8Array.from(first)), String(first)).rejects.toMatchObject({ kind });
  // A pattern that is claimed to be another is another handshake.
  const first = await initiate(suite, { hub: HUB, by: BY.device }).first();
  first[1] = 2;
  await expect(responder().receive(first)).rejects.toBeInstanceOf(HandshakeError);
});

test('a handshake that was recorded is worth nothing: said again, to the same hub, to another, or back to its sender', async () => {
  const hubOf = (key = hubKey) => respond(suite, { hub: HUB, key, secretOf });
  for (const by of Object.values(BY)) {
    const [phone, hub] = [initiate(suite, { hub: HUB, by }), hubOf()];
    const first = await phone.first();
    const { reply = random(1) } = await hub.receive(first);
    const { reply: third, made } = await phone.receive(reply);
    const [recorded = random(1)] = made?.channel.seal('text', [random(4)]) ?? [];
    await expect(phone.receive(reply)).rejects.toBeInstanceOf(HandshakeError);
    await expect(hub.receive(first)).rejects.toBeInstanceOf(HandshakeError);
    // A hub that hears it all again makes other keys of it, and what was recorded behind it opens nothing.
    const again = hubOf();
    const replayed = await again.receive(first);
    if (third === undefined) expect(replayed.made?.channel.open(recorded).ok).toBe(false);
    else await expect(again.receive(third)).rejects.toBeInstanceOf(HandshakeError);
    // The first message of a typed code is a key alone, and means nobody in particular.
    const stranger = hubOf(nobleKeyPair(random(32)));
    if (by.kind !== 'code') await expect(stranger.receive(first)).rejects.toBeInstanceOf(HandshakeError);
    for (const message of [reply, first.slice(2)]) {
      const other = initiate(suite, { hub: HUB, by });
      await other.first();
      await expect(other.receive(message)).rejects.toBeInstanceOf(HandshakeError);
    }
  }
});

test('whatever bytes a hub is told first, it answers with a channel or with nothing but its refusal', async () => {
  const bytes = fc.tuple(fc.constantFrom(0, 1, 2), fc.constantFrom(0, 1, 2, 3, 4), fc.uint8Array({ maxLength: 300 }));
  await fc.assert(
    fc.asyncProperty(bytes, async ([version, pattern, rest]) => {
      const hub = respond(suite, { hub: HUB, key: hubKey, secretOf });
      const heard = await hub.receive(Uint8Array.of(version, pattern, ...rest)).catch((error: unknown) => error);
      if (heard instanceof HandshakeError) expect(heard.message).toMatch(/^(a|the) [a-z, ]+$/);
      // The first message of a typed code is a key and nothing more: anybody may say one.
      else expect([pattern, rest.length, (heard as { made?: unknown }).made]).toEqual([3, 32, undefined]);
    }),
    fuzzRuns(300),
  );
});

test('what a failed handshake says of itself holds no secret', async () => {
  const secrets = [SECRET, phoneKey.publicKey, hubKey.publicKey].map((each) => Buffer.from(each));
  for (const [, by, hub] of refused) {
    const error = await play(by, undefined, hub).catch((thrown: unknown) => thrown as Error);
    const told = error instanceof Error ? `${error.message}${error.stack}${JSON.stringify(error)}` : '';
    expect(told).not.toBe('');
    for (const spelling of ['hex', 'base64', 'base64url'] as const)
      for (const secret of secrets) expect(told).not.toContain(secret.toString(spelling));
    expect(told).not.toContain(CODE);
  }
});

test('a handshake that is altered anywhere on its way makes no channel that both ends could use', async () => {
  const spoil = fc.record({
    by: fc.constantFrom(...Object.values(BY)),
    at: fc.integer({ min: 0, max: 2 }),
    where: fc.nat(400),
    how: fc.oneof(
      fc.record({ kind: fc.constant('flip' as const), bit: fc.integer({ min: 0, max: 7 }) }),
      fc.record({ kind: fc.constant('cut' as const), bit: fc.nat(7) }),
      fc.record({ kind: fc.constant('grow' as const), bit: fc.nat(7) }),
    ),
  });
  await fc.assert(
    fc.asyncProperty(spoil, async ({ by, at, where, how }) => {
      let spoilt = false;
      const relay: Relay = (message, number) => {
        if (number !== at) return message;
        spoilt = true;
        const place = where % message.length;
        if (how.kind === 'cut') return message.slice(0, place);
        if (how.kind === 'grow') return Uint8Array.from([...message, how.bit]);
        const altered = message.slice();
        altered[place] = (altered[place] ?? 0) ^ (1 << how.bit);
        return altered;
      };
      const outcome = await play(by, relay).catch((error: unknown) => error);
      fc.pre(spoilt);
      // The top bit of an X25519 key is ignored by everybody, but not by the hash over what was said.
      if (outcome instanceof HandshakeError) return;
      if (outcome instanceof Error) throw outcome;
      const [phone, hub] = outcome as [Made, Responded];
      const [message] = phone.channel.seal('text', [random(8)]);
      expect(hub.channel.open(message ?? random(1)).ok).toBe(false);
    }),
    fuzzRuns(60),
  );
});

test('a code is twelve letters that nobody mistakes, and is read however it was typed', () => {
  const code = newCode(random);
  expect(code).toMatch(/^[0-9A-HJKMNP-TV-Z]{4}(-[0-9A-HJKMNP-TV-Z]{4}){2}$/);
  const plain = code.replaceAll('-', '');
  for (const typed of [
    code,
    plain,
    plain.toLowerCase(),
    ` ${code.replaceAll('-', ' – ')} `,
    plain.replace(/0/g, 'o').replace(/1/g, 'l'),
  ])
    expect(readCode(typed), typed).toBe(plain);
  for (const wrong of ['', plain.slice(1), `${plain}A`, plain.replace(/^./, 'U'), 'ÄBCDEFGHJKMN'])
    expect(readCode(wrong)).toBe(undefined);
});

test('what stands in the QR code is read back whole, and nothing else is taken for it', () => {
  const text = {
    kind: 'pair',
    offer: 'o_abcd1234',
    secret: random(16),
    hubKey: random(32),
    hub: 'h_abcd1234',
    origins: ['https://192.168.1.5:4141', 'https://desk.tail1234.ts.net', 'http://[fd00::5]:4140'],
  } as const;
  const url = offerUrl('http://192.168.1.5:4140', text);
  expect(url).toMatch(/^http:\/\/192\.168\.1\.5:4140\/phone\/#p1\./);
  expect(url.length).toBeLessThan(300);
  const { hash } = new URL(url);
  expect(readOffer(hash)).toEqual({ ok: true, value: text });
  expect(isOffer(hash)).toBe(true);
  expect(isOffer('#t/t_0001')).toBe(false);
  expect(readOffer(hash.replace('p1', 'p2'))).toEqual({ ok: false, error: 'newer' });
  const evil = offerUrl('http://192.168.1.5:4140', { ...text, origins: ['javascript:alert(1)'] });
  for (const wrong of [
    '',
    '#',
    'p1',
    hash.slice(0, 60),
    `${hash}.x`,
    hash.replace('.o_', '.O_'),
    new URL(evil).hash,
    `${hash}${'x'.repeat(3000)}`,
  ])
    expect(readOffer(wrong), wrong.slice(0, 80)).toMatchObject({ ok: false });
});
