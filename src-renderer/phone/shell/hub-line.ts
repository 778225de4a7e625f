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

/** Connections of this phone to its hub: encrypted, and by the key that the hub knows it by. */
export function hubLine(origin: () => string, kept: KeptHub): OpenTransport {
  const by = { kind: 'device', key: pairOf(kept.key), hubKey: kept.hubKey } as const;
  const open: OpenTransport = (events) => secureSocket(origin())(events);
  return secureTransport(open, textCoding, (hub) => initiate(pageCrypto, { hub, by }));
}

/** The origins that a page of this one may open sockets to: a page that came by https may not speak in the clear. */
export function reachableFrom(page: string, origins: readonly string[]): string[] {
  const may = origins.filter((origin) => !page.startsWith('https:') || origin.startsWith('https:'));
  return [...new Set([page, ...may])];
}
