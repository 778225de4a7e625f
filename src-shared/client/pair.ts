import { fromBase64url } from '../base/base64.ts';
import { decodeText } from '../protocol/codec.ts';
import { fromWireError, ProtocolError } from '../protocol/errors.ts';
import {
  type NotificationFrame,
  PAIRING_REQUEST,
  PAIRING_REVEAL,
  type Paired,
  type PairingRequestParams,
  pairedSchema,
  pairingRevealSchema,
} from '../protocol/frames.ts';
import { PROTOCOL } from '../protocol/version.ts';
import type { Initiator, Made } from '../secure/handshake.ts';
import { ConnectionLost } from './connection-state.ts';
import { SECURE_END, secureTransport, type TextCoding } from './secure-transport.ts';
import type { OpenTransport, Transport, TransportClosed } from './transport.ts';

export interface PairingAttempt {
  readonly open: OpenTransport;
  readonly coding: TextCoding;
  readonly initiator: (hub: string) => Initiator | Promise<Initiator>;
  /** What the phone says of itself. */
  readonly asker: Pick<PairingRequestParams, 'name' | 'platform'>;
  /** The hub knows the secret or the code, and the offer is this phone's: from now on the number can be shown. Called once. */
  readonly compare: (comparison: string) => void;
}

export interface PairingResult {
  readonly paired: Paired;
  /** The hub's static key, raw. */
  readonly hubKey: Uint8Array;
}

const REQUEST_ID = 1;
const NOTHING = new Uint8Array(0);
const MISTYPED = 'The computer does not know this code. It was mistyped, was already used, or is too old.';
const BETWEEN = 'Somebody may stand between this phone and the computer. Nobody was let in. Ask for a new code.';

/**
 * Asks once to be let in; the answer comes when the operator has decided. Rejects with the hub's refusal, or with
 * {@link ConnectionLost} when the line broke before. `abandon` gives up, which is such a break.
 */
export function pair(attempt: PairingAttempt): { readonly result: Promise<PairingResult>; abandon(): void } {
  let transport: Transport | undefined;
  let giveUp = (): void => {};
  const result = new Promise<PairingResult>((resolve, reject) => {
    let made: Made | undefined;
    let compared = false;
    giveUp = () => reject(new ConnectionLost(PAIRING_REQUEST, made !== undefined));
    const onMade = (each: Made): void => {
      made = each;
      const params: PairingRequestParams = { protocol: PROTOCOL, ...attempt.asker };
      transport?.sendText(JSON.stringify({ jsonrpc: '2.0', id: REQUEST_ID, method: PAIRING_REQUEST, params }));
    };
    const onReveal = (frame: NotificationFrame): void => {
      const share = pairingRevealSchema.safeParse(frame.params).data?.share;
      const comparison = share === undefined || compared ? undefined : made?.numberOf(fromBase64url(share) ?? NOTHING);
      if (comparison === undefined) {
        reject(new ProtocolError('pairingRefused', BETWEEN));
        return;
      }
      compared = true;
      attempt.compare(comparison);
    };
    transport = secureTransport(
      attempt.open,
      attempt.coding,
      attempt.initiator,
      onMade,
    )({
      text(text) {
        const decoded = decodeText(text);
        if (!decoded.ok) {
          reject(unreadable());
          return;
        }
        if (decoded.value.kind === 'notification' && decoded.value.frame.method === PAIRING_REVEAL) {
          onReveal(decoded.value.frame);
        }
        // What else a hub may say on this line, a later version may know.
        if (decoded.value.kind !== 'answer') return;
        const { frame } = decoded.value;
        if ('error' in frame) {
          reject(fromWireError(frame.error));
          return;
        }
        const paired = pairedSchema.safeParse(frame.result);
        // A yes before there was a number is nobody's yes.
        if (!compared) reject(new ProtocolError('pairingRefused', BETWEEN));
        else if (paired.success && made !== undefined) resolve({ paired: paired.data, hubKey: made.hubKey });
        else reject(unreadable());
      },
      binary() {},
      closed: (closed) => reject(refusalOf(closed, made !== undefined)),
    });
  });
  const end = (): void => transport?.dispose();
  result.then(end, end);
  return {
    result,
    abandon() {
      end();
      giveUp();
    },
  };
}

function unreadable(): ProtocolError {
  return new ProtocolError('invalidRequest', 'The hub answered something that cannot be read.');
}

/**
 * What a line that ended without an answer means. A hub says nothing of why a secret is wrong, and closes: after an offer
 * our end finds out first, after a typed code, which is proved last, the hub does.
 */
function refusalOf({ code, reason }: TransportClosed, made: boolean): Error {
  if (code === SECURE_END.refused && !made) return new ProtocolError('pairingSpent');
  if (code === SECURE_END.refused && reason === '') return new ProtocolError('pairingSpent', MISTYPED);
  if (code === SECURE_END.version) return new ProtocolError('versionRefused', reason);
  if (code === SECURE_END.malformed) return new ProtocolError('invalidRequest', reason);
  if (code === SECURE_END.unable && !made) return new ProtocolError('internal', reason);
  return new ConnectionLost(PAIRING_REQUEST, made);
}
