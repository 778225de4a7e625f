import { decodeText } from '../protocol/codec.ts';
import { fromWireError, ProtocolError } from '../protocol/errors.ts';
import { PAIRING_REQUEST, type Paired, type PairingRequestParams, pairedSchema } from '../protocol/frames.ts';
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
  /** The channel is made: from now on the number can be shown. */
  readonly compare: (comparison: string) => void;
}

export interface PairingResult {
  readonly paired: Paired;
  /** The hub's static key, raw. */
  readonly hubKey: Uint8Array;
}

const REQUEST_ID = 1;
const MISTYPED = 'The computer does not know this code. It was mistyped, was already used, or is too old.';

/**
 * Asks once to be let in; the answer comes when the operator has decided. Rejects with the hub's refusal, or with
 * {@link ConnectionLost} when the line broke before. `abandon` gives up, which is such a break.
 */
export function pair(attempt: PairingAttempt): { readonly result: Promise<PairingResult>; abandon(): void } {
  let transport: Transport | undefined;
  let giveUp = (): void => {};
  const result = new Promise<PairingResult>((resolve, reject) => {
    let hubKey: Uint8Array | undefined;
    giveUp = () => reject(new ConnectionLost(PAIRING_REQUEST, hubKey !== undefined));
    const onMade = ({ comparison, hubKey: key }: Made): void => {
      hubKey = key;
      attempt.compare(comparison);
      const params: PairingRequestParams = { protocol: PROTOCOL, ...attempt.asker };
      transport?.sendText(JSON.stringify({ jsonrpc: '2.0', id: REQUEST_ID, method: PAIRING_REQUEST, params }));
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
        // What else a hub may say on this line, a later version may know.
        if (decoded.value.kind !== 'answer') return;
        const { frame } = decoded.value;
        if ('error' in frame) {
          reject(fromWireError(frame.error));
          return;
        }
        const paired = pairedSchema.safeParse(frame.result);
        if (paired.success && hubKey !== undefined) resolve({ paired: paired.data, hubKey });
        else reject(unreadable());
      },
      binary() {},
      closed: (closed) => reject(refusalOf(closed, hubKey !== undefined)),
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
