import { generateKeyPairSync } from 'node:crypto';
import { HubClient } from '../../../src-shared/client/hub-client.ts';
import { type PairingResult, pair } from '../../../src-shared/client/pair.ts';
import { secureTransport } from '../../../src-shared/client/secure-transport.ts';
import type { OpenTransport } from '../../../src-shared/client/transport.ts';
import { webSocketTransport } from '../../../src-shared/client/web-socket-transport.ts';
import type { InitiateBy } from '../../../src-shared/secure/handshake.ts';
import { initiate } from '../../../src-shared/secure/handshake.ts';
import { readOffer } from '../../../src-shared/secure/offer-text.ts';
import { nodeCrypto, nodeKeyPair } from '../host/node-crypto.ts';
import { systemClock } from '../host/system-clock.ts';
import { until } from './until.ts';

const crypto = nodeCrypto();
export const textCoding = {
  encode: (text: string): Uint8Array => new TextEncoder().encode(text),
  decode: (bytes: Uint8Array): string => new TextDecoder().decode(bytes),
};

/** What a test may do differently from a decent phone. */
export interface PhoneManners {
  /** Where it connects instead of where the offer says. */
  readonly at?: string;
  readonly name?: string;
}

/** A phone with a real key and the real client, without a browser. */
export class TestPhone {
  readonly key = nodeKeyPair(generateKeyPairSync('x25519').privateKey);
  /** The number on its screen, once there is one. */
  comparison: string | undefined;
  paired: PairingResult | undefined;

  /** Takes an offer by its URL, or by its code at an origin; resolves when the operator has let it in. */
  async pair(
    offer: string | { readonly origin: string; readonly code: string },
    manners: PhoneManners = {},
  ): Promise<void> {
    const { result } = this.ask(offer, manners);
    this.paired = await result;
  }

  ask(
    offer: string | { readonly origin: string; readonly code: string },
    manners: PhoneManners = {},
  ): ReturnType<typeof pair> {
    const origin = manners.at ?? (typeof offer === 'string' ? new URL(offer).origin : offer.origin);
    const by = this.claim(offer);
    return pair({
      open: secureSocket(origin),
      coding: textCoding,
      initiator: (hub) => initiate(crypto, { hub, by }),
      asker: { name: manners.name ?? 'Test phone', platform: 'Node' },
      compare: (comparison) => {
        this.comparison = comparison;
      },
    });
  }

  /** The number on its screen, as soon as there is one. */
  async shown(): Promise<string> {
    await until('a number is shown', () => this.comparison !== undefined);
    return this.comparison ?? '';
  }

  /** Comes back as the device that it is. */
  client(origin: string): HubClient {
    return this.clientBy(this.line(origin));
  }

  /** Its line at this origin. */
  line(origin: string, proved?: () => void): OpenTransport {
    const { paired, key } = this;
    if (paired === undefined) throw new Error('this phone was not let in');
    const by: InitiateBy = { kind: 'device', key, hubKey: paired.hubKey };
    return secureTransport(secureSocket(origin), textCoding, (hub) => initiate(crypto, { hub, by }), proved);
  }

  clientBy(open: OpenTransport): HubClient {
    const client = new HubClient({
      open,
      identity: () => ({ kind: 'channel' }),
      description: { client: { kind: 'phone', version: '0.1.0' }, capabilities: [] },
      clock: systemClock,
      random: Math.random,
    });
    client.connect();
    return client;
  }

  private claim(offer: string | { readonly code: string }): InitiateBy {
    if (typeof offer !== 'string') return { kind: 'code', key: this.key, code: offer.code.replaceAll('-', '') };
    const read = readOffer(new URL(offer).hash);
    if (!read.ok) throw new Error(`no offer: ${read.error}`);
    return { ...read.value, kind: 'offer', key: this.key };
  }
}

/** The socket in which the encrypted channel is spoken. */
export function secureSocket(origin: string): ReturnType<typeof webSocketTransport> {
  return webSocketTransport(() => new WebSocket(`${origin.replace(/^http/, 'ws')}/secure`));
}
