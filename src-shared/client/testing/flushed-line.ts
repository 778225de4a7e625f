import type { OpenTransport, TransportClosed, TransportEvents } from '../transport.ts';

type Message = string | Uint8Array;

const ADDRESS = '127.0.0.1:4140';

/** The hub's end of one connection. */
export interface HubEnd {
  receive(message: Message): void;
  /** The line is gone; nothing that is sent from now on arrives. */
  gone(): void;
}

/** What a hub's end uses to answer. */
export interface LineToClient {
  send(message: Message): void;
  /** Closes from the hub's side, after what is queued. */
  close(): void;
}

interface Line {
  readonly events: TransportEvents;
  readonly hub: HubEnd;
  readonly toHub: Message[];
  readonly toClient: Array<Message | 'close'>;
}

/** A socket pair in which nothing moves until a test flushes it, and which a test can cut with messages under way. */
export class FlushedLine {
  private readonly accept: (line: LineToClient) => HubEnd;
  private line: Line | undefined;
  /** While false, every try at connecting fails. */
  reachable = true;
  tries = 0;

  constructor(accept: (line: LineToClient) => HubEnd) {
    this.accept = accept;
  }

  readonly open: OpenTransport = (events) => {
    this.tries += 1;
    if (!this.reachable) {
      queueMicrotask(() => events.closed({ code: 1006, reason: '' }));
      return { address: ADDRESS, sendText() {}, sendBinary() {}, dispose() {} };
    }
    const toHub: Message[] = [];
    const toClient: Array<Message | 'close'> = [];
    const hub = this.accept({
      send: (message) => toClient.push(typeof message === 'string' ? message : message.slice()),
      close: () => toClient.push('close'),
    });
    const line: Line = { events, hub, toHub, toClient };
    this.line = line;
    return {
      address: ADDRESS,
      sendText: (text) => void toHub.push(text),
      sendBinary: (bytes) => void toHub.push(bytes.slice()),
      dispose: () => {
        if (this.line !== line) return;
        this.line = undefined;
        hub.gone();
      },
    };
  };

  /** Whether something waits to be flushed. */
  get busy(): boolean {
    return this.line !== undefined && this.line.toHub.length + this.line.toClient.length > 0;
  }

  /** Delivers up to `count` messages to the hub. */
  flushToHub(count = Number.POSITIVE_INFINITY): void {
    const { line } = this;
    for (let n = 0; n < count && this.line === line; n++) {
      const message = line?.toHub.shift();
      if (line === undefined || message === undefined) return;
      line.hub.receive(message);
    }
  }

  /** Delivers up to `count` messages to the client. */
  flushToClient(count = Number.POSITIVE_INFINITY): void {
    const { line } = this;
    for (let n = 0; n < count && this.line === line; n++) {
      const message = line?.toClient.shift();
      if (line === undefined || message === undefined) return;
      if (message === 'close') this.cut();
      else if (typeof message === 'string') line.events.text(message);
      else line.events.binary(message);
    }
  }

  /** The line breaks: what is under way is lost, both ends hear of it. */
  cut(closed: TransportClosed = { code: 1006, reason: '' }): void {
    const { line } = this;
    if (line === undefined) return;
    this.line = undefined;
    line.hub.gone();
    line.events.closed(closed);
  }

  /** One message that is no answer gets lost, which no real line does: the client must notice all the same. */
  lose(): void {
    const queue = this.line?.toClient ?? [];
    const at = queue.findIndex((message) => typeof message !== 'string' || message.includes('hub.channel.action'));
    if (at >= 0) queue.splice(at, 1);
  }

  /** The line goes silent without closing, as when a laptop's lid is shut. */
  swallow(): void {
    const { line } = this;
    if (line === undefined) return;
    line.toHub.length = 0;
    line.toClient.length = 0;
  }
}

/** Lets promises settle. */
export function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
