import { LIMITS } from '../protocol/limits.ts';
import { asciiBytes, asciiText, isAscii, joinBytes } from './bytes.ts';
import { KEY_LENGTH, type KeyPair, type SecureCrypto } from './crypto.ts';
import { NoiseError, NoiseHandshake, type PatternName } from './noise.ts';
import { codeSecret, commitmentOf, comparisonOf, offerSecret, SHARE_LENGTH } from './secrets.ts';
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

/** A channel that was made, as the phone sees it. */
export interface Made {
  readonly channel: SecureChannel;
  /** The hub's static key, raw. */
  readonly hubKey: Uint8Array;
  /**
   * Six digits that both ends show, once the hub has told its share; undefined when that is not the one it committed
   * itself to, and on the line of a known device, which has no number.
   */
  numberOf(share: Uint8Array): string | undefined;
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
      const commitment = await guarded(noise.read(message));
      exactly(by.kind === 'device' ? 0 : KEY_LENGTH, commitment);
      const reply = noise.isOver ? undefined : await guarded(noise.write(crypto.random(SHARE_LENGTH)));
      const { send, receive, remoteKey, hash } = noise.result();
      const numberOf = (share: Uint8Array): string | undefined => {
        const fits = share.length === SHARE_LENGTH && same(commitment, commitmentOf(crypto, share));
        return fits ? comparisonOf(crypto, hash, share) : undefined;
      };
      const made = { channel: new SecureChannel(send, receive, LIMITS.frame), hubKey: remoteKey, numberOf };
      return reply === undefined ? { made } : { reply, made };
    },
  };
}

/** What somebody claims to hold: the secret of an offer or ticket, or the typed code of the offer that is open. */
export type Claim = { readonly kind: 'offer'; readonly id: string } | { readonly kind: 'code' };

/** The pre-shared secret that a claim must be proved with, 32 bytes; undefined when there is nothing to claim. */
export type SecretOf = (claim: Claim) => Uint8Array | undefined;

interface Answered {
  readonly channel: SecureChannel;
  /** The other end's static key, raw. */
  readonly remoteKey: Uint8Array;
}

/** Somebody who has proved their key. */
interface KnownKey extends Answered {
  readonly by: 'device';
}

/** Somebody who claims an offer or a ticket, and has still to use their key. */
export interface Newcomer extends Answered {
  readonly by: Claim;
  /** Six digits that both ends show. */
  readonly comparison: string;
  /** What the other end must be told to know them; the hub has committed itself to it in the handshake. */
  readonly share: Uint8Array;
}

/** A channel that was made, as the hub sees it. */
export type Responded = KnownKey | Newcomer;

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
  const share = crypto.random(SHARE_LENGTH);

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
    const reply = await guarded(handshake.write(by === 'device' ? EMPTY : commitmentOf(crypto, share)));
    return handshake.isOver ? { reply, made: made(handshake) } : { reply };
  }

  /** Whoever claims what is not there goes the way of whoever has the wrong secret, and takes as long. */
  async function finish(handshake: NoiseHandshake, message: Uint8Array): Promise<{ made: Responded }> {
    exactly(SHARE_LENGTH, await guarded(handshake.read(message)));
    return { made: made(handshake) };
  }

  function secret(): Uint8Array {
    const known = by === 'device' ? undefined : options.secretOf(by);
    // Nobody holds this one, and it takes as long.
    return known ?? crypto.random(KEY_LENGTH);
  }

  function made(handshake: NoiseHandshake): Responded {
    const { send, receive, remoteKey, hash } = handshake.result();
    const channel = new SecureChannel(send, receive, LIMITS.frame);
    if (by === 'device') return { channel, remoteKey, by };
    return { channel, remoteKey, by, comparison: comparisonOf(crypto, hash, share), share };
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

/** Each message carries what it must and nothing else. */
function exactly(length: number, payload: Uint8Array): void {
  if (payload.length !== length) throw new HandshakeError('malformed', 'a handshake says what it should not');
}

/** Of values that are no secrets. */
function same(one: Uint8Array, other: Uint8Array): boolean {
  return one.length === other.length && one.every((byte, at) => byte === other[at]);
}

async function guarded<T>(step: Promise<T>): Promise<T> {
  try {
    return await step;
  } catch (error) {
    if (error instanceof NoiseError) throw new HandshakeError('secret', error.message);
    throw error;
  }
}
