import type { OpenTransport, Transport, TransportEvents } from './transport.ts';

/** The part of the standard WebSocket that is used; browsers and Node 24 have it. */
export interface StandardWebSocket {
  binaryType: string;
  readonly url: string;
  readonly readyState: number;
  send(data: string | Uint8Array<ArrayBuffer>): void;
  addEventListener(type: 'message', listener: (event: { readonly data: unknown }) => void): void;
  addEventListener(type: 'close', listener: (event: { readonly code: number; readonly reason: string }) => void): void;
  addEventListener(type: 'error', listener: () => void): void;
  close(code?: number, reason?: string): void;
}

const OPEN = 1;
/** Between the scheme and the path of a WebSocket's URL, which is always spelled in full. */
const HOST = /^wss?:\/\/([^/?#]+)/;
const NORMAL_CLOSURE = 1000;
const ABNORMAL_CLOSURE = 1006;

function receive(data: unknown, events: TransportEvents): void {
  if (typeof data === 'string') events.text(data);
  else if (data instanceof ArrayBuffer) events.binary(new Uint8Array(data));
}

/**
 * A transport over the standard WebSocket. `create` is called for each try, since a WebSocket connects but once. Where it
 * throws, as browsers do at a host that cannot be (`http://999.1.1.1`), the try has failed like any other.
 */
export function webSocketTransport(create: () => StandardWebSocket): OpenTransport {
  return (events) => {
    let socket: StandardWebSocket;
    try {
      socket = create();
    } catch (error) {
      return failedTry(events, error instanceof Error ? error.message : String(error));
    }
    socket.binaryType = 'arraybuffer';
    let over = false;
    const end = (code: number, reason: string): void => {
      if (over) return;
      over = true;
      events.closed({ code, reason });
    };
    socket.addEventListener('message', (event) => {
      if (!over) receive(event.data, events);
    });
    socket.addEventListener('close', (event) => end(event.code, event.reason));
    // An error says nothing that may be shown; where no close follows it (a host that refuses), it is the close.
    socket.addEventListener('error', () => end(ABNORMAL_CLOSURE, ''));
    const send = (data: string | Uint8Array<ArrayBuffer>): void => {
      // A socket that is closing drops what it is given, and its close event tells the owner.
      if (socket.readyState === OPEN) socket.send(data);
    };
    return {
      address: HOST.exec(socket.url)?.[1] ?? '',
      sendText: send,
      sendBinary: send,
      dispose() {
        over = true;
        socket.close(NORMAL_CLOSURE);
      },
    };
  };
}

function failedTry(events: TransportEvents, reason: string): Transport {
  let over = false;
  void Promise.resolve().then(() => {
    if (!over) events.closed({ code: ABNORMAL_CLOSURE, reason });
  });
  return {
    address: '',
    sendText() {},
    sendBinary() {},
    dispose() {
      over = true;
    },
  };
}
