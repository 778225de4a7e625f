import type { Disposable } from '../../src-shared/base/disposable.ts';
import type { Event } from '../../src-shared/base/emitter.ts';
import type { ClientKind } from '../../src-shared/protocol/capabilities.ts';
import type { Right } from '../../src-shared/protocol/rights.ts';
import type { Reach } from './reach.ts';

/** What a handler knows of who asks: one open connection whose right to this very request was already checked. */
export interface Caller {
  /** The connection's id. */
  readonly id: string;
  readonly device: { readonly id: string; readonly name: string };
  readonly kind: ClientKind;
  readonly reach: Reach;
  /** Whether the device has this right at this moment, coming as it does. For what is sent without being asked for. */
  may(right: Right): boolean;
  /** Sends a notification, in order with answers and binary frames. */
  notify(method: string, params: object): void;
  /**
   * The same with a frame that is already JSON text, so that a broadcast is serialised once and not once per client.
   * After the connection has closed, both do nothing.
   */
  notifyText(frame: string): void;
  /** Opens a stream of terminal output with a byte budget of its own; throws `limitReached` when there are too many. */
  openStream(): OutputStream;
  /** Fires once, when the connection is gone. */
  readonly onClose: Event<void>;
}

/** A size in character cells. */
export interface Size {
  readonly cols: number;
  readonly rows: number;
}

/**
 * One attachment's way to its client. It never queues without bound: output past the budget is refused, and the caller
 * brings the client up to date later, when {@link onReady} fires. Disposing ends it.
 */
export interface OutputStream extends Disposable {
  /** The number in this attachment's binary frames. */
  readonly number: number;
  /** Sends output, or answers false and sends nothing when the client has too much unacknowledged. */
  output(offset: number, bytes: Uint8Array): boolean;
  /** Sends a screen; always accepted, and what was unacknowledged before no longer counts. */
  screen(offset: number, size: Size, bytes: Uint8Array): void;
  size(offset: number, size: Size): void;
  end(offset: number): void;
  /** Fires when acknowledgements have brought the unacknowledged bytes to half the budget or less, after a refusal or a screen. */
  readonly onReady: Event<void>;
  /** How many bytes per millisecond the client has lately taken; what decides between missing bytes and a screen. */
  readonly pace: number;
}
