import type { Disposable } from '../base/disposable.ts';

/** Why a transport is no more. `code` and `reason` are those of a WebSocket close, 1006 when there was none. */
export interface TransportClosed {
  readonly code: number;
  readonly reason: string;
}

/** What a transport tells. Nothing is called after `closed`, which is called exactly once unless we disposed it. */
export interface TransportEvents {
  text(text: string): void;
  binary(bytes: Uint8Array): void;
  /** Also when the connection could not be made in the first place. */
  closed(closed: TransportClosed): void;
}

/**
 * One try at a connection that carries text and binary messages in order. It need not be open yet: the hub speaks
 * first, so a client has nothing to send before it has heard something. Disposing closes it and silences its events.
 */
export interface Transport extends Disposable {
  /** Host and port as in the URL that was opened; never what the other end says of itself. */
  readonly address: string;
  sendText(text: string): void;
  sendBinary(bytes: Uint8Array<ArrayBuffer>): void;
}

/** Begins a connection. It does not throw, and calls no event before it has returned: what fails is told by `closed`. */
export type OpenTransport = (events: TransportEvents) => Transport;
