import { secureTransport, type TextCoding } from '../../../src-shared/client/secure-transport.ts';
import type { OpenTransport } from '../../../src-shared/client/transport.ts';
import { type StandardWebSocket, webSocketTransport } from '../../../src-shared/client/web-socket-transport.ts';
import { initiate } from '../../../src-shared/secure/handshake.ts';
import type { KeptHub } from './kept-hub.ts';
import { pageCrypto, pairOf } from './phone-key.ts';

const encoder = new TextEncoder();
const decoder = new TextDecoder();
export const textCoding: TextCoding = {
  encode: (text) => encoder.encode(text),
  decode: (bytes) => decoder.decode(bytes),
};

/** The socket in which the encrypted channel is spoken, at one of the hub's origins. */
export function secureSocket(origin: string): OpenTransport {
  const url = `${origin.replace(/^http/, 'ws')}/secure`;
  // The DOM's own types also know shared buffers, which a socket does not send; ours never are.
  return webSocketTransport(() => new WebSocket(url) as StandardWebSocket);
}

/**
 * A connection of this phone to its hub at one origin: encrypted, and by the key that the hub knows it by. `proved` is
 * called when the other end has shown the hub's own key.
 */
export function hubLine(origin: string, kept: KeptHub, proved: () => void): OpenTransport {
  const by = { kind: 'device', key: pairOf(kept.key), hubKey: kept.hubKey } as const;
  const initiator = (hub: string) => {
    // Somebody else's computer has this address now.
    if (hub !== kept.hub.id) throw new Error(`Another computer answers at ${new URL(origin).host}.`);
    return initiate(pageCrypto, { hub, by });
  };
  return secureTransport(secureSocket(origin), textCoding, initiator, proved);
}
