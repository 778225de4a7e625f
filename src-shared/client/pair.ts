import { decodeText } from '../protocol/codec.ts';
import { fromWireError, ProtocolError } from '../protocol/errors.ts';
import { PAIRING_REQUEST, type Paired, type PairingRequestParams, pairedSchema } from '../protocol/frames.ts';
import { PROTOCOL } from '../protocol/version.ts';
import type { Initiator, Made } from '../secure/handshake.ts';
import { ConnectionLost } from './connection-state.ts';
import { secureTransport, type TextCoding } from './secure-transport.ts';
import type { OpenTransport, Transport } from './transport.ts';

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

/**
 * Asks once to be let in; the answer comes when the operator has decided. Rejects with the hub's refusal, or with
 * {@link ConnectionLost} when the line broke before. `abandon` gives up.
 */
export function pair(attempt: PairingAttempt): { readonly result: Promise<PairingResult>; abandon(): void } {
  let transport: Transport | undefined;
  const result = new Promise<PairingResult>((resolve, reject) => {
    let hubKey: Uint8Array | undefined;
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
        if (!decoded.ok || decoded.value.kind !== 'answer') return;
        const { frame } = decoded.value;
        if ('error' in frame) {
          reject(fromWireError(frame.error));
          return;
        }
        const paired = pairedSchema.safeParse(frame.result);
        if (paired.success && hubKey !== undefined) resolve({ paired: paired.data, hubKey });
        else reject(new ProtocolError('invalidRequest', 'The hub answered something that cannot be read.'));
      },
      binary() {},
      // Wrong secrets end the line without a word; so does a hub that stops.
      closed: ({ code }) =>
        reject(
          hubKey === undefined && code === 4003
            ? new ProtocolError('pairingSpent')
            : new ConnectionLost(PAIRING_REQUEST, true),
        ),
    });
  });
  const abandon = (): void => transport?.dispose();
  result.then(abandon, abandon);
  return { result, abandon };
}
