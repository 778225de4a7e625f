import { asciiBytes, joinBytes } from './bytes.ts';
import { KEY_LENGTH, type KeyPair, NONCE_LENGTH, type SecureCrypto, TAG_LENGTH } from './crypto.ts';

/**
 * The Noise protocol framework, revision 34, with 25519, ChaChaPoly and SHA256: what the patterns of the encrypted
 * channel need of it, and nothing else. https://noiseprotocol.org/noise.html
 */

type Token = 'e' | 's' | 'ee' | 'es' | 'se' | 'ss' | 'psk';

interface Pattern {
  /** Whether the initiator knows the responder's static key beforehand. */
  readonly responderKnown: boolean;
  /** Messages in order, the initiator's first. */
  readonly messages: ReadonlyArray<ReadonlyArray<Token>>;
}

const PATTERNS = {
  IK: {
    responderKnown: true,
    messages: [
      ['e', 'es', 's', 'ss'],
      ['e', 'ee', 'se'],
    ],
  },
  IKpsk2: {
    responderKnown: true,
    messages: [
      ['e', 'es', 's', 'ss'],
      ['e', 'ee', 'se', 'psk'],
    ],
  },
  XXpsk3: { responderKnown: false, messages: [['e'], ['e', 'ee', 's', 'es'], ['s', 'se', 'psk']] },
} as const satisfies Record<string, Pattern>;

export type PatternName = keyof typeof PATTERNS;

const EMPTY = new Uint8Array(0);
/** The largest message of Noise, its tag included. */
export const MOST_MESSAGE = 65_535;
/** The specification keeps the last one; nobody sends so many, and whoever counts so far has lost count. */
const LAST_NONCE = 2 ** 53 - 1;

/** A message was not made by somebody who holds what they must hold, or was altered. Nothing of it was used. */
export class NoiseError extends Error {
  override readonly name = 'NoiseError';
}

/** One direction's key and counter. */
export class CipherState {
  private readonly crypto: SecureCrypto;
  private readonly key: Uint8Array;
  private readonly nonce = new Uint8Array(NONCE_LENGTH);
  private readonly view = new DataView(this.nonce.buffer);
  private count = 0;

  constructor(crypto: SecureCrypto, key: Uint8Array) {
    this.crypto = crypto;
    this.key = key;
  }

  seal(associated: Uint8Array, plaintext: Uint8Array): Uint8Array<ArrayBuffer> {
    return this.crypto.seal(this.key, this.next(), associated, plaintext);
  }

  open(associated: Uint8Array, sealed: Uint8Array): Uint8Array {
    const opened = sealed.length < TAG_LENGTH ? undefined : this.crypto.open(this.key, this.next(), associated, sealed);
    if (opened === undefined) throw new NoiseError('a message was altered, or is not from whom it must be');
    return opened;
  }

  /** 32 zero bits, then the counter, little-endian. */
  private next(): Uint8Array {
    if (this.count >= LAST_NONCE) throw new NoiseError('the channel is used up');
    this.view.setUint32(4, this.count % 2 ** 32, true);
    this.view.setUint32(8, Math.floor(this.count / 2 ** 32), true);
    this.count += 1;
    return this.nonce;
  }
}

/** The hash of all that was said and the key that grows with it. */
class SymmetricState {
  private readonly crypto: SecureCrypto;
  private chaining: Uint8Array;
  private cipher: CipherState | undefined;
  hash: Uint8Array;

  constructor(crypto: SecureCrypto, name: string) {
    this.crypto = crypto;
    const bytes = asciiBytes(name);
    this.hash =
      bytes.length <= KEY_LENGTH ? joinBytes([bytes, new Uint8Array(KEY_LENGTH - bytes.length)]) : crypto.sha256(bytes);
    this.chaining = this.hash;
  }

  mixHash(data: Uint8Array): void {
    this.hash = this.crypto.sha256(joinBytes([this.hash, data]));
  }

  mixKey(secret: Uint8Array): void {
    const [chaining, key] = this.derive(secret, 2);
    this.chaining = chaining;
    this.cipher = new CipherState(this.crypto, key);
  }

  mixKeyAndHash(secret: Uint8Array): void {
    const [chaining, hash, key] = this.derive(secret, 3);
    this.chaining = chaining;
    this.mixHash(hash);
    this.cipher = new CipherState(this.crypto, key);
  }

  /** Bytes that `encryptAndHash` adds. */
  get overhead(): number {
    return this.cipher === undefined ? 0 : TAG_LENGTH;
  }

  encryptAndHash(plaintext: Uint8Array): Uint8Array {
    const sealed = this.cipher === undefined ? plaintext : this.cipher.seal(this.hash, plaintext);
    this.mixHash(sealed);
    return sealed;
  }

  decryptAndHash(sealed: Uint8Array): Uint8Array {
    const opened = this.cipher === undefined ? sealed : this.cipher.open(this.hash, sealed);
    this.mixHash(sealed);
    return opened;
  }

  /** The two ciphers of what follows: the initiator's to send with, and the responder's. */
  split(): readonly [CipherState, CipherState] {
    const [first, second] = this.derive(EMPTY, 2);
    return [new CipherState(this.crypto, first), new CipherState(this.crypto, second)];
  }

  /** HKDF as Noise has it. */
  private derive(secret: Uint8Array, outputs: 2 | 3): [Uint8Array, Uint8Array, Uint8Array] {
    const { crypto } = this;
    const temporary = crypto.hmac(this.chaining, secret);
    const first = crypto.hmac(temporary, Uint8Array.of(1));
    const second = crypto.hmac(temporary, joinBytes([first, Uint8Array.of(2)]));
    const third = outputs === 3 ? crypto.hmac(temporary, joinBytes([second, Uint8Array.of(3)])) : EMPTY;
    return [first, second, third];
  }
}

export interface NoiseOptions {
  readonly pattern: PatternName;
  readonly initiator: boolean;
  readonly prologue: Uint8Array;
  /** Our own key. */
  readonly key: KeyPair;
  /** The responder's, where the pattern knows it beforehand. */
  readonly remoteKey?: Uint8Array;
  /** Asked for when its turn comes: what came before may say which one it is. 32 bytes. */
  readonly secret?: () => Uint8Array;
}

/** What a handshake has led to. */
export interface NoiseResult {
  readonly send: CipherState;
  readonly receive: CipherState;
  readonly remoteKey: Uint8Array;
  /** Over everything that was said, the same on both ends and nowhere else. */
  readonly hash: Uint8Array;
}

/** One handshake, message by message. After a {@link NoiseError} it is over. */
export class NoiseHandshake {
  private readonly crypto: SecureCrypto;
  private readonly options: NoiseOptions;
  private readonly pattern: Pattern;
  private readonly state: SymmetricState;
  private ephemeral: KeyPair | undefined;
  private remoteEphemeral: Uint8Array | undefined;
  private remoteKey: Uint8Array | undefined;
  private at = 0;
  private failed = false;

  constructor(crypto: SecureCrypto, options: NoiseOptions) {
    const { pattern, initiator, prologue, key, remoteKey } = options;
    this.crypto = crypto;
    this.options = options;
    this.pattern = PATTERNS[pattern];
    this.state = new SymmetricState(crypto, `Noise_${pattern}_25519_ChaChaPoly_SHA256`);
    this.state.mixHash(prologue);
    if (!this.pattern.responderKnown) return;
    this.remoteKey = initiator ? remoteKey : undefined;
    this.state.mixHash(initiator ? need(remoteKey) : key.publicKey);
  }

  /** Over everything that was said so far. */
  get hash(): Uint8Array {
    return this.state.hash;
  }

  /** What both ends must do is done. Never so once a message has failed. */
  get isOver(): boolean {
    return !this.failed && this.at === this.pattern.messages.length;
  }

  write(payload: Uint8Array): Promise<Uint8Array<ArrayBuffer>> {
    return this.once(() => this.writeNext(payload));
  }

  read(message: Uint8Array): Promise<Uint8Array> {
    return this.once(() => this.readNext(message));
  }

  private async writeNext(payload: Uint8Array): Promise<Uint8Array<ArrayBuffer>> {
    const parts: Uint8Array[] = [];
    for (const token of this.tokens(true)) {
      if (token === 'e') {
        this.ephemeral = await this.crypto.newKeyPair();
        parts.push(this.ephemeral.publicKey);
        this.state.mixHash(this.ephemeral.publicKey);
        if (this.hasSecret) this.state.mixKey(this.ephemeral.publicKey);
      } else if (token === 's') parts.push(this.state.encryptAndHash(this.options.key.publicKey));
      else await this.mix(token);
    }
    parts.push(this.state.encryptAndHash(payload));
    return joinBytes(parts);
  }

  private async readNext(message: Uint8Array): Promise<Uint8Array> {
    if (message.length > MOST_MESSAGE) throw new NoiseError('a message is too long');
    let rest = message;
    const take = (length: number): Uint8Array => {
      if (rest.length < length) throw new NoiseError('a message is too short');
      const taken = rest.subarray(0, length);
      rest = rest.subarray(length);
      return taken;
    };
    for (const token of this.tokens(false)) {
      if (token === 'e') {
        this.remoteEphemeral = take(KEY_LENGTH).slice();
        this.state.mixHash(this.remoteEphemeral);
        if (this.hasSecret) this.state.mixKey(this.remoteEphemeral);
      } else if (token === 's') {
        this.remoteKey = this.state.decryptAndHash(take(KEY_LENGTH + this.state.overhead)).slice();
      } else await this.mix(token);
    }
    return this.state.decryptAndHash(rest);
  }

  /** Once it is over. */
  result(): NoiseResult {
    if (!this.isOver) throw new Error('invariant broken: a handshake that is not over has no result');
    const [first, second] = this.state.split();
    const [send, receive] = this.options.initiator ? [first, second] : [second, first];
    return { send, receive, remoteKey: need(this.remoteKey), hash: this.hash };
  }

  /** With a pre-shared secret in the pattern, ephemeral keys go into the key as well as into the hash. */
  private get hasSecret(): boolean {
    return this.options.pattern.includes('psk');
  }

  /** A step that fails is the last one: its key is half mixed, and nothing may be made of it. */
  private async once<T>(step: () => Promise<T>): Promise<T> {
    try {
      return await step();
    } catch (error) {
      this.failed = true;
      throw error;
    }
  }

  private tokens(writing: boolean): ReadonlyArray<Token> {
    const ours = (this.at % 2 === 0) === this.options.initiator;
    const tokens = this.pattern.messages[this.at];
    if (this.failed || tokens === undefined || ours !== writing) throw new NoiseError('a message out of turn');
    this.at += 1;
    return tokens;
  }

  private async mix(token: Exclude<Token, 'e' | 's'>): Promise<void> {
    if (token === 'psk') this.state.mixKeyAndHash(need(this.options.secret)());
    else this.state.mixKey(await this.agree(token));
  }

  /** The first letter is the initiator's key, the second the responder's. */
  private async agree(token: 'ee' | 'es' | 'se' | 'ss'): Promise<Uint8Array> {
    const [ours, theirs] = this.options.initiator ? [token[0], token[1]] : [token[1], token[0]];
    const key = ours === 'e' ? need(this.ephemeral) : this.options.key;
    const remote = theirs === 'e' ? need(this.remoteEphemeral) : need(this.remoteKey);
    try {
      return await key.dh(remote);
    } catch {
      // A point of small order, or bytes that are no point: somebody else's doing.
      throw new NoiseError('a remote key is no key');
    }
  }
}

function need<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('invariant broken: a handshake lacks what its pattern needs');
  return value;
}
