import { decodeText } from '../protocol/codec.ts';
import { ERRORS } from '../protocol/errors.ts';
import { SECURE_GREETING, type SecureGreeting, secureGreetingSchema } from '../protocol/frames.ts';
import { LIMITS } from '../protocol/limits.ts';
import { type Initiator, type Made, SECURE_VERSION } from '../secure/handshake.ts';
import type { SecureChannel } from '../secure/secure-channel.ts';
import type { OpenTransport, Transport, TransportEvents } from './transport.ts';

/**
 * How the line ends, as a close code with a sentence. `refused`: no channel could be made, or it was disturbed, as if the
 * hub had said no. `version`: there is none that both know. `malformed`: the hub does not speak our language. `unable`:
 * this client could not begin. The last two are WebSocket's own.
 */
export const SECURE_END = {
  refused: ERRORS.notAuthenticated.code,
  version: ERRORS.versionRefused.code,
  malformed: 1002,
  unable: 1011,
} as const;
const OTHER_VERSION = 'This hub speaks another version of the encrypted channel. Update the older of the two.';
/** Bytes that may wait for the channel: a hub says little before it is there. */
const MOST_WAITING = LIMITS.helloFrame;

/** Letters beyond ASCII need an encoder, which ES alone does not have; whoever has one passes it. */
export interface TextCoding {
  encode(text: string): Uint8Array;
  decode(bytes: Uint8Array): string;
}

/**
 * The encrypted channel over another transport, as a transport: it waits for the hub's greeting, makes the channel, and
 * carries text and bytes in it. What arrives meanwhile waits its turn. `initiator` is asked with the hub's id.
 */
export function secureTransport(
  open: OpenTransport,
  coding: TextCoding,
  initiator: (hub: string) => Initiator | Promise<Initiator>,
  made: (made: Made) => void = () => {},
): OpenTransport {
  return (events) => new SecureTransport(open, coding, initiator, made, events);
}

class SecureTransport implements Transport {
  private readonly inner: Transport;
  private readonly coding: TextCoding;
  private readonly initiator: (hub: string) => Initiator | Promise<Initiator>;
  private readonly made: (made: Made) => void;
  private readonly events: TransportEvents;
  private readonly waiting: Uint8Array[] = [];
  private handshake: Initiator | undefined;
  private channel: SecureChannel | undefined;
  private busy = false;
  private over = false;

  constructor(
    open: OpenTransport,
    coding: TextCoding,
    initiator: (hub: string) => Initiator | Promise<Initiator>,
    made: (made: Made) => void,
    events: TransportEvents,
  ) {
    this.coding = coding;
    this.initiator = initiator;
    this.made = made;
    this.events = events;
    this.inner = open({
      text: (text) => this.onText(text),
      binary: (bytes) => this.onBinary(bytes),
      closed: (closed) => this.end(closed.code, closed.reason),
    });
  }

  get address(): string {
    return this.inner.address;
  }

  sendText(text: string): void {
    this.send('text', this.coding.encode(text));
  }

  sendBinary(bytes: Uint8Array): void {
    this.send('binary', bytes);
  }

  dispose(): void {
    this.over = true;
    this.inner.dispose();
  }

  private get waitingBytes(): number {
    return this.waiting.reduce((sum, message) => sum + message.length, 0);
  }

  private send(kind: 'text' | 'binary', bytes: Uint8Array): void {
    if (this.over || this.channel === undefined) return;
    for (const message of this.channel.seal(kind, [bytes])) this.inner.sendBinary(message);
  }

  /** The one text that a hub sends in the clear. */
  private onText(text: string): void {
    if (this.over) return;
    const decoded = decodeText(text);
    const frame = decoded.ok && decoded.value.kind === 'notification' ? decoded.value.frame : undefined;
    const greeting = secureGreetingSchema.safeParse(frame?.params);
    if (frame?.method !== SECURE_GREETING || !greeting.success || this.busy || this.handshake !== undefined) {
      this.fail('malformed', 'The hub said something in the clear that it should not.');
    } else void this.begin(greeting.data);
  }

  private async begin({ hub, versions }: SecureGreeting): Promise<void> {
    this.busy = true;
    try {
      // Whoever knows which hub it means says first that this is not the one, whatever that speaks.
      const handshake = await this.initiator(hub);
      if (!versions.includes(SECURE_VERSION)) {
        this.fail('version', OTHER_VERSION);
        return;
      }
      const first = await handshake.first();
      if (this.over) return;
      this.handshake = handshake;
      this.inner.sendBinary(first);
    } catch (error) {
      this.fail('unable', error instanceof Error ? error.message : String(error));
    } finally {
      this.busy = false;
    }
    void this.work();
  }

  private onBinary(bytes: Uint8Array): void {
    if (this.over) return;
    // Without a channel things take their time, and nothing may overtake what came before.
    if (this.channel !== undefined && this.waiting.length === 0) this.take(this.channel, bytes);
    else if (this.handshake === undefined) this.fail('malformed', 'The hub answered before it was asked.');
    else if (this.waitingBytes + bytes.length > MOST_WAITING) {
      this.fail('malformed', 'The hub said too much before the encrypted channel was made.');
    } else {
      this.waiting.push(bytes);
      void this.work();
    }
  }

  private async work(): Promise<void> {
    if (this.busy || this.handshake === undefined) return;
    this.busy = true;
    try {
      for (let next = this.waiting[0]; next !== undefined && !this.over; next = this.waiting[0]) {
        if (this.channel !== undefined) this.take(this.channel, next);
        else await this.advance(this.handshake, next);
        this.waiting.shift();
      }
    } catch {
      // Why is nobody's business on the wire, and ours is that this hub is not the one we know, or does not know us.
      this.fail('refused', 'The encrypted channel to the hub could not be made.');
    } finally {
      this.busy = false;
    }
  }

  private async advance(handshake: Initiator, message: Uint8Array): Promise<void> {
    const { reply, made } = await handshake.receive(message);
    if (this.over) return;
    if (reply !== undefined) this.inner.sendBinary(reply);
    if (made === undefined) return;
    this.channel = made.channel;
    this.made(made);
  }

  private take(channel: SecureChannel, message: Uint8Array): void {
    const opened = channel.open(message);
    if (!opened.ok) this.fail('refused', 'The encrypted channel was disturbed.');
    else if (opened.value !== 'more') {
      const { kind, bytes } = opened.value;
      if (kind === 'text') this.events.text(this.coding.decode(bytes));
      else this.events.binary(bytes);
    }
  }

  private fail(how: keyof typeof SECURE_END, reason: string): void {
    if (this.over) return;
    this.inner.dispose();
    this.end(SECURE_END[how], reason);
  }

  private end(code: number, reason: string): void {
    if (this.over) return;
    this.over = true;
    this.events.closed({ code, reason });
  }
}
