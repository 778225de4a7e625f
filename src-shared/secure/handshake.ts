import { LIMITS } from '../protocol/limits.ts';
import { asciiBytes, asciiText, isAscii, joinBytes } from './bytes.ts';
import { KEY_LENGTH, type KeyPair, type SecureCrypto } from './crypto.ts';
import { NoiseError, NoiseHandshake, type NoiseResult, type PatternName } from './noise.ts';
import { codeSecret, comparisonOf, offerSecret } from './secrets.ts';
import { SecureChannel } from './secure-channel.ts';

/** The version of all that is in this folder; the first byte of a client's first message. */
export const SECURE_VERSION = 1;

/** The second byte: what the handshake is for. */
const PATTERN_BYTES = { IK: 1, IKpsk2: 2, XXpsk3: 3 } as const satisfies Record<PatternName, number>;
const PATTERN_OF = new Map<number, PatternName>(
  (Object.keys(PATTERN_BYTES) as PatternName[]).map((name) => [PATTERN_BYTES[name], name]),
);

const EMPTY = new Uint8Array(0);
/** `o_` or `m_` and its letters. */
const OFFER_ID = /^[a-z]_[0-9a-z]{4,32}$/;

/**
 * Why a handshake failed: `version` and `malformed` are somebody who speaks something else, `secret` is one who does not
 * hold what they must hold. Told to the log and to ourselves; the other end hears only that the line is gone.
 */
export type HandshakeFault = 'version' | 'malformed' | 'secret';

export class HandshakeError extends Error {
  override readonly name = 'HandshakeError';
  readonly kind: HandshakeFault;

  constructor(kind: HandshakeFault, sentence: string) {
    super(sentence);
    this.kind = kind;
  }
}

/** A channel that was made. */
export interface Made {
  readonly channel: SecureChannel;
  /** Six digits that both ends show. */
  readonly comparison: string;
  /** The hub's static key, raw. */
  readonly hubKey: Uint8Array;
}

/** By what an initiator means to be let in: as a device that is known, by an offer or ticket, or by a typed code. */
export type InitiateBy =
  | { readonly kind: 'device'; readonly key: KeyPair; readonly hubKey: Uint8Array }
  | {
      readonly kind: 'offer';
      readonly key: KeyPair;
      readonly hubKey: Uint8Array;
      readonly offer: string;
      readonly secret: Uint8Array;
    }
  /** `code` as `readCode` gives it. */
  | { readonly kind: 'code'; readonly key: KeyPair; readonly code: string };

export interface Initiator {
  first(): Promise<Uint8Array<ArrayBuffer>>;
  /** Takes the hub's message; throws a {@link HandshakeError}. */
  receive(message: Uint8Array): Promise<{ readonly reply?: Uint8Array<ArrayBuffer>; readonly made?: Made }>;
}

function prologue(pattern: PatternName, hub: string): Uint8Array {
  return asciiBytes(`homeport secure ${SECURE_VERSION}\n${pattern}\n${hub}`);
}

/** The phone's half. `hub` is the id of the hub's greeting: a handshake meant for one is worth nothing at another. */
export function initiate(
  crypto: SecureCrypto,
  { hub, by }: { readonly hub: string; readonly by: InitiateBy },
): Initiator {
  // Its letters are bytes of the prologue: no two ids may come to the same ones.
  if (!isAscii(hub)) throw new HandshakeError('malformed', 'this is no hub’s id');
  const pattern: PatternName = by.kind === 'device' ? 'IK' : by.kind === 'offer' ? 'IKpsk2' : 'XXpsk3';
  const noise = new NoiseHandshake(crypto, {
    pattern,
    initiator: true,
    prologue: prologue(pattern, hub),
    key: by.key,
    ...(by.kind === 'code' ? {} : { remoteKey: by.hubKey }),
    ...(by.kind === 'device'
      ? {}
      : { secret: () => (by.kind === 'offer' ? offerSecret(crypto, by.secret) : codeSecret(crypto, by.code)) }),
  });
  return {
    async first() {
      const payload = by.kind === 'offer' ? asciiBytes(by.offer) : EMPTY;
      return joinBytes([Uint8Array.of(SECURE_VERSION, PATTERN_BYTES[pattern]), await guarded(noise.write(payload))]);
    },
    async receive(message) {
      silent(await guarded(noise.read(message)));
      if (noise.isOver) return { made: madeOf(crypto, noise.result(), 'initiator') };
      const reply = await guarded(noise.write(EMPTY));
      return { reply, made: madeOf(crypto, noise.result(), 'initiator') };
    },
  };
}

/** What somebody claims to hold: the secret of an offer or ticket, or the typed code of the offer that is open. */
export type Claim = { readonly kind: 'offer'; readonly id: string } | { readonly kind: 'code' };

/** The pre-shared secret that a claim must be proved with, 32 bytes; undefined when there is nothing to claim. */
export type SecretOf = (claim: Claim) => Uint8Array | undefined;

/** A channel that was made, as the hub sees it. Only `device` has proved its key; the others still have to use theirs. */
export interface Responded extends Made {
  /** The other end's static key, raw. */
  readonly remoteKey: Uint8Array;
  readonly by: 'device' | Claim;
}

export interface Responder {
  receive(message: Uint8Array): Promise<{ readonly reply?: Uint8Array<ArrayBuffer>; readonly made?: Responded }>;
}

/** The hub's half. */
export function respond(
  crypto: SecureCrypto,
  options: { readonly hub: string; readonly key: KeyPair; readonly secretOf: SecretOf },
): Responder {
  let noise: NoiseHandshake | undefined;
  let by: Responded['by'] = 'device';

  async function begin(message: Uint8Array): Promise<{ reply: Uint8Array<ArrayBuffer>; made?: Responded }> {
    const { pattern, rest } = readFirst(message);
    const handshake = new NoiseHandshake(crypto, {
      pattern,
      initiator: false,
      prologue: prologue(pattern, options.hub),
      key: options.key,
      secret: () => secret(),
    });
    noise = handshake;
    const payload = await guarded(handshake.read(rest));
    by = claimOf(pattern, payload);
    const reply = await guarded(handshake.write(EMPTY));
    return handshake.isOver ? { reply, made: made(handshake) } : { reply };
  }

  /** Whoever claims what is not there goes the way of whoever has the wrong secret, and takes as long. */
  async function finish(handshake: NoiseHandshake, message: Uint8Array): Promise<{ made: Responded }> {
    silent(await guarded(handshake.read(message)));
    return { made: made(handshake) };
  }

  function secret(): Uint8Array {
    const known = by === 'device' ? undefined : options.secretOf(by);
    // Nobody holds this one, and it takes as long.
    return known ?? crypto.random(KEY_LENGTH);
  }

  function made(handshake: NoiseHandshake): Responded {
    const result = handshake.result();
    const { channel, comparison } = madeOf(crypto, result, 'responder');
    return { channel, comparison, hubKey: options.key.publicKey, remoteKey: result.remoteKey, by };
  }

  return { receive: (message) => (noise === undefined ? begin(message) : finish(noise, message)) };
}

function readFirst(message: Uint8Array): { readonly pattern: PatternName; readonly rest: Uint8Array } {
  const [version, byte] = message;
  if (version !== SECURE_VERSION) throw new HandshakeError('version', 'a handshake of another version');
  const pattern = byte === undefined ? undefined : PATTERN_OF.get(byte);
  if (pattern === undefined) throw new HandshakeError('malformed', 'a handshake of an unknown pattern');
  return { pattern, rest: message.subarray(2) };
}

function claimOf(pattern: PatternName, payload: Uint8Array): Responded['by'] {
  const text = payload.length <= 40 ? asciiText(payload) : undefined;
  if (pattern === 'IKpsk2' && text !== undefined && OFFER_ID.test(text)) return { kind: 'offer', id: text };
  if (pattern !== 'IKpsk2' && text === '') return pattern === 'IK' ? 'device' : { kind: 'code' };
  throw new HandshakeError('malformed', 'a handshake says what it should not');
}

function madeOf(crypto: SecureCrypto, result: NoiseResult, end: 'initiator' | 'responder'): Made {
  return {
    channel: new SecureChannel(result.send, result.receive, LIMITS.frame),
    comparison: comparisonOf(crypto, result.hash),
    // Only an initiator asks: the remote end is the hub.
    hubKey: end === 'initiator' ? result.remoteKey : EMPTY,
  };
}

/** All but the first message of an offer carry nothing. */
function silent(payload: Uint8Array): void {
  if (payload.length > 0) throw new HandshakeError('malformed', 'a handshake says more than it should');
}

async function guarded<T>(step: Promise<T>): Promise<T> {
  try {
    return await step;
  } catch (error) {
    if (error instanceof NoiseError) throw new HandshakeError('secret', error.message);
    throw error;
  }
}
