import { createPrivateKey, generateKeyPairSync, randomBytes } from 'node:crypto';
import { WebSocket } from 'ws';
import { nodeCrypto, nodeKeyPair } from '../../src-main/hub/host/node-crypto.ts';
import { openSqlite } from '../../src-main/hub/host/sqlite.ts';
import { systemClock } from '../../src-main/hub/host/system-clock.ts';
import { openStore } from '../../src-main/hub/store/store.ts';
import { fromBase64url, toBase64url } from '../../src-shared/base/base64.ts';
import { newId } from '../../src-shared/base/ids.ts';
import { silentLog } from '../../src-shared/base/log.ts';
import { secureTransport, type TextCoding } from '../../src-shared/client/secure-transport.ts';
import type { OpenTransport } from '../../src-shared/client/transport.ts';
import { type StandardWebSocket, webSocketTransport } from '../../src-shared/client/web-socket-transport.ts';
import type { KeyPair, SecureCrypto } from '../../src-shared/secure/crypto.ts';
import { initiate } from '../../src-shared/secure/handshake.ts';
import { nobleCrypto, nobleKeyPair } from '../../src-shared/secure/noble-crypto.ts';

/** A phone's own secret and the hub's key, raw, base64url: all that it takes to come in. */
export interface PhoneKeys {
  readonly privateKey: string;
  readonly hubKey: string;
}

/** Whose cryptography a phone of ours uses: a page's own JavaScript, or the platform's, where thousands share a process. */
export type PhoneCrypto = 'page' | 'platform';

const PKCS8 = Buffer.from('302e020100300506032b656e04220420', 'hex');
const random = (length: number): Uint8Array => new Uint8Array(randomBytes(length));
const CRYPTO: Readonly<Record<PhoneCrypto, SecureCrypto>> = { page: nobleCrypto(random), platform: nodeCrypto() };
const coding: TextCoding = {
  encode: (text) => Buffer.from(text),
  decode: (bytes) => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString(),
};

function raw(text: string): Uint8Array<ArrayBuffer> {
  const bytes = fromBase64url(text);
  if (bytes === undefined) throw new Error('a key that is none');
  return bytes;
}

function keyPairOf(privateKey: Uint8Array, by: PhoneCrypto): KeyPair {
  if (by === 'page') return nobleKeyPair(privateKey);
  return nodeKeyPair(createPrivateKey({ key: Buffer.concat([PKCS8, privateKey]), format: 'der', type: 'pkcs8' }));
}

/** Connections of a phone: `socket` is called for each try, with where the encrypted channel is spoken. */
export function phoneLine(
  url: string,
  keys: PhoneKeys,
  by: PhoneCrypto,
  socket: (url: string) => WebSocket = plainSocket,
): OpenTransport {
  const key = keyPairOf(raw(keys.privateKey), by);
  const hubKey = raw(keys.hubKey);
  // ws's own is one by its behaviour; its types know more kinds of data.
  const open: OpenTransport = (events) =>
    webSocketTransport(() => socket(secureUrl(url)) as unknown as StandardWebSocket)(events);
  return secureTransport(open, coding, (hub) => initiate(CRYPTO[by], { hub, by: { kind: 'device', key, hubKey } }));
}

function secureUrl(url: string): string {
  return `${url.replace(/^http/, 'ws').replace(/\/$/, '')}/secure`;
}

export function plainSocket(url: string): WebSocket {
  return new WebSocket(url, { perMessageDeflate: false });
}

/** The hub's key, as it shows it to whoever comes with a typed code, before it finds out that there is no such code. */
export function hubKeyOf(url: string): Promise<string> {
  const crypto = CRYPTO.platform;
  const key = nodeKeyPair(generateKeyPairSync('x25519').privateKey);
  return new Promise((resolve, reject) => {
    const open = webSocketTransport(() => plainSocket(secureUrl(url)) as unknown as StandardWebSocket);
    const line = secureTransport(
      open,
      coding,
      (hub) => initiate(crypto, { hub, by: { kind: 'code', key, code: '000000000000' } }),
      ({ hubKey }) => {
        resolve(toBase64url(hubKey));
        line.dispose();
      },
    )({ text() {}, binary() {}, closed: ({ reason }) => reject(new Error(`the hub showed no key: ${reason}`)) });
  });
}

/** Writes phones into the store of a hub that does not run, as if each had been paired. */
export function putPhones(dataDir: string, count: number, hubKey: string): PhoneKeys[] {
  const store = openStore({ clock: systemClock, log: silentLog, random, paths: { dataDir }, openDatabase: openSqlite });
  const all: PhoneKeys[] = [];
  try {
    const now = systemClock.now();
    store.authority.together({ at: now, who: 'the bench', what: 'pairing.approve', verdict: 'ok' }, () => {
      for (let n = 0; n < count; n++) {
        const pair = generateKeyPairSync('x25519');
        const [privateKey, publicKey] = [
          pair.privateKey.export({ format: 'der', type: 'pkcs8' }),
          pair.publicKey.export({ format: 'der', type: 'spki' }),
        ].map((der) => toBase64url(der.subarray(-32)));
        if (privateKey === undefined || publicKey === undefined) throw new Error('no key was made');
        all.push({ privateKey, hubKey });
        store.authority.devices.put({
          id: newId('d', random),
          name: `Phone ${n}`,
          platform: 'bench',
          role: 'admin',
          publicKey,
          keyLevel: 'local',
          moreKeys: [],
          origin: 'paired',
          address: '',
          grants: [],
          expiresAt: null,
          endedAt: null,
          createdAt: now,
          lastSeen: now,
          lastFrom: '',
          lastLevel: null,
        });
      }
    });
  } finally {
    store.close();
  }
  return all;
}
