import { toBase64url } from '../../base/base64.ts';
import { PAIRING_REVEAL, SECURE_GREETING } from '../../protocol/frames.ts';
import { type Claim, type Newcomer, type Responded, respond } from '../../secure/handshake.ts';
import { nobleCrypto, nobleKeyPair } from '../../secure/noble-crypto.ts';
import type { TextCoding } from '../secure-transport.ts';
import type { OpenTransport, TransportEvents } from '../transport.ts';

export const random = (length: number): Uint8Array<ArrayBuffer> => crypto.getRandomValues(new Uint8Array(length));
export const suite = nobleCrypto(random);
export const coding: TextCoding = {
  encode: (text) => new TextEncoder().encode(text),
  decode: (bytes) => new TextDecoder().decode(bytes),
};
export const HUB = 'h_encrypted';

type Message = string | Uint8Array<ArrayBuffer>;

/**
 * The hub's end of encrypted lines, as small as it can be said, with the real handshake. Nothing moves on its wire by
 * itself: a test takes what was sent and delivers it, altered or not.
 */
export class EncryptedHub {
  readonly key = nobleKeyPair(random(32));
  /** What the client has put on the wire, and what the hub would put there. */
  readonly up: Message[] = [];
  readonly down: Message[] = [];
  /** What it understood, text as `t…` and bytes as `b…`. */
  readonly heard: string[] = [];
  made: Responded | undefined;
  /** The line as the client's side has it: whether it was given up. */
  disposed = 0;
  private readonly responder;
  private events: TransportEvents | undefined;

  constructor(secretOf: (claim: Claim) => Uint8Array | undefined = () => undefined) {
    this.responder = respond(suite, { hub: HUB, key: this.key, secretOf });
  }

  readonly open: OpenTransport = (events) => {
    this.events = events;
    return {
      address: '192.0.2.1:4140',
      sendText: (text) => void this.up.push(text),
      sendBinary: (bytes) => void this.up.push(bytes.slice()),
      dispose: () => {
        this.disposed += 1;
      },
    };
  };

  /** Puts a message on the client's side of the wire, whatever it is. */
  deliver(message: Message): void {
    if (typeof message === 'string') this.events?.text(message);
    else this.events?.binary(message);
  }

  close(code: number, reason = ''): void {
    this.events?.closed({ code, reason });
  }

  greet(params: object = { hub: HUB, versions: [1] }): void {
    this.deliver(JSON.stringify({ jsonrpc: '2.0', method: SECURE_GREETING, params }));
  }

  /** Takes what the client has sent, in order: the handshake first, then frames. Throws what the handshake throws. */
  async take(): Promise<void> {
    for (let message = this.up.shift(); message !== undefined; message = this.up.shift()) {
      if (typeof message === 'string') throw new Error('a client says nothing in the clear');
      if (this.made === undefined) {
        const { reply, made } = await this.responder.receive(message);
        if (reply !== undefined) this.down.push(reply);
        this.made = made;
      } else this.hear(this.made, message);
    }
  }

  /** Seals a frame; its messages wait in `down`. */
  say(frame: Message): void {
    if (this.made === undefined) throw new Error('there is no channel yet');
    const text = typeof frame === 'string';
    this.down.push(...this.made.channel.seal(text ? 'text' : 'binary', [text ? coding.encode(frame) : frame]));
  }

  /** The one who wants to be let in. */
  get newcomer(): Newcomer {
    if (this.made === undefined || this.made.by === 'device') throw new Error('nobody wants to be let in');
    return this.made;
  }

  /** Shows the share that the number is made of, or something in its place. */
  reveal(params: object = { share: toBase64url(this.newcomer.share) }): void {
    this.say(JSON.stringify({ jsonrpc: '2.0', method: PAIRING_REVEAL, params }));
    this.flush();
  }

  /** Delivers everything that waits. */
  flush(): void {
    for (const message of this.down.splice(0)) this.deliver(message);
  }

  private hear({ channel }: Responded, message: Uint8Array): void {
    const opened = channel.open(message);
    if (!opened.ok) throw new Error(opened.error);
    if (opened.value === 'more') return;
    const { kind, bytes } = opened.value;
    this.heard.push(kind === 'text' ? `t${coding.decode(bytes)}` : `b${bytes.join()}`);
  }
}
