import type { ErrorName, ProtocolError } from '../protocol/errors.ts';
import type { Welcome } from '../protocol/frames.ts';

/**
 * How a client stands with its hub. `lastHeard` is the clock's monotonic time of the last frame from the hub, null when
 * there never was one: "reconnecting, last heard 12 s ago" is `clock.monotonic() - lastHeard`. While `open`, ask the
 * client for it, since it changes with every frame.
 */
export type ConnectionState =
  /** A try is under way. `attempt` counts from 1 and starts again after each success. */
  | { readonly kind: 'connecting'; readonly attempt: number; readonly lastHeard: number | null }
  | { readonly kind: 'open'; readonly welcome: Welcome }
  /** The next try is due at `until`, monotonic ms. `reason` is a sentence. */
  | {
      readonly kind: 'waiting';
      readonly attempt: number;
      readonly until: number;
      readonly lastHeard: number | null;
      readonly reason: string;
    }
  /** The hub said no, and asking again without a change would get the same answer. */
  | { readonly kind: 'refused'; readonly error: ProtocolError; readonly lastHeard: number | null }
  | { readonly kind: 'closed' };

/** Refusals of a hello after which trying again by itself would only hammer the hub. */
const FATAL: ReadonlySet<ErrorName> = new Set([
  'notAuthenticated',
  'versionRefused',
  'linkSpent',
  'deviceRevoked',
  'deviceEnded',
  'forbidden',
  'invalidParams',
  'invalidRequest',
  'methodNotFound',
]);

/** Whether a refused hello needs a person. */
export function isFatal(error: ProtocolError): boolean {
  return FATAL.has(error.error);
}

/** The request did not get its answer because the connection is gone. */
export class ConnectionLost extends Error {
  override readonly name = 'ConnectionLost';
  /** False: it never left, so sending it later is safe. True: the hub may have acted on it. */
  readonly sent: boolean;

  constructor(method: string, sent: boolean) {
    super(
      sent
        ? `The connection was lost before the hub answered ${method}; it may or may not have happened.`
        : `Not connected to the hub; ${method} was not sent.`,
    );
    this.sent = sent;
  }
}
