import { createDecipheriv, createECDH, createPublicKey, hkdfSync, randomBytes, verify } from 'node:crypto';
import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import '../../tls/reflect-metadata.ts';
import { SubjectAlternativeNameExtension, X509CertificateGenerator } from '@peculiar/x509';
import { type PushMessage, pushMessageSchema } from '../../../../../src-shared/protocol/channels/push/message.ts';
import type { PushSubscriptionInfo } from '../../../../../src-shared/protocol/channels/push/requests.ts';

/** A message as the browser would have it: everything about it was checked. */
export interface Received {
  readonly browser: string;
  readonly message: PushMessage;
  readonly ttl: number;
  readonly urgency: string;
  readonly topic: string;
  /** Bytes as they came. */
  readonly bytes: number;
}

/** What the service is to answer once; `hang` answers nothing. */
export type Programmed = { readonly status: number; readonly headers?: Record<string, string> } | 'hang';

/** A push service (RFC 8030) and the browsers behind it, by RFC 8291 and RFC 8292, without any library of the product. */
export interface PaperPushService {
  readonly origin: string;
  /** PEM; who trusts it trusts this service. */
  readonly ca: string;
  /** A browser that subscribes for the hub with this public key. */
  subscribe(browser: string, applicationServerKey: string): PushSubscriptionInfo;
  /** As a browser that was told to forget it. */
  unsubscribe(browser: string): void;
  /** The next answers, in order; then it takes what comes. */
  program(browser: string, ...answers: Programmed[]): void;
  readonly received: Received[];
  /** Why messages were refused, apart from what was programmed. */
  readonly refused: string[];
  /** How often something was posted. */
  posts: number;
  close(): Promise<void>;
}

interface Browser {
  readonly name: string;
  readonly keys: ReturnType<typeof createECDH>;
  readonly auth: Buffer;
  readonly applicationServerKey: string;
  readonly programmed: Programmed[];
}

class Refused extends Error {
  readonly status: number;

  constructor(status: number, why: string) {
    super(why);
    this.status = status;
  }
}

export async function startPaperPushService(): Promise<PaperPushService> {
  const { cert, key } = await selfSigned();
  const browsers = new Map<string, Browser>();
  const received: Received[] = [];
  const refused: string[] = [];
  let origin = '';

  async function take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    service.posts += 1;
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks);
    const browser = browsers.get(request.url ?? '');
    const programmed = browser?.programmed.shift();
    if (programmed === 'hang') return;
    if (programmed !== undefined) {
      response.writeHead(programmed.status, programmed.headers).end('as programmed');
      return;
    }
    try {
      if (browser === undefined) throw new Refused(410, 'no such subscription');
      received.push(accept(request, body, browser, origin));
      response.writeHead(201, { location: `${origin}/message/1` }).end();
    } catch (error) {
      const { status, message } = error instanceof Refused ? error : new Refused(400, String(error));
      if (status !== 410) refused.push(message);
      response.writeHead(status).end(message);
    }
  }

  const server = createServer({ cert, key }, (request, response) => void take(request, response));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  origin = `https://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const service: PaperPushService = {
    origin,
    ca: cert,
    received,
    refused,
    posts: 0,
    subscribe(name, applicationServerKey) {
      const keys = createECDH('prime256v1');
      const p256dh = keys.generateKeys('base64url');
      const auth = randomBytes(16);
      browsers.set(`/push/${name}`, { name, keys, auth, applicationServerKey, programmed: [] });
      return { endpoint: `${origin}/push/${name}`, p256dh, auth: auth.toString('base64url') };
    },
    unsubscribe: (name) => void browsers.delete(`/push/${name}`),
    program: (name, ...answers) => void browsers.get(`/push/${name}`)?.programmed.push(...answers),
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
  return service;
}

function accept(request: IncomingMessage, body: Buffer, browser: Browser, origin: string): Received {
  const header = (name: string): string => {
    const value = request.headers[name];
    if (typeof value !== 'string') throw new Refused(400, `no ${name}`);
    return value;
  };
  if (request.method !== 'POST') throw new Refused(405, 'no POST');
  checkVapid(header('authorization'), browser.applicationServerKey, origin);
  const ttl = header('ttl');
  if (!/^\d+$/.test(ttl)) throw new Refused(400, `TTL is ${ttl}`);
  const topic = header('topic');
  if (!/^[A-Za-z0-9_-]{1,32}$/.test(topic)) throw new Refused(400, `topic is ${topic}`);
  const urgency = header('urgency');
  if (!['very-low', 'low', 'normal', 'high'].includes(urgency)) throw new Refused(400, `urgency is ${urgency}`);
  if (header('content-encoding') !== 'aes128gcm') throw new Refused(415, 'not aes128gcm');
  if (body.length > 4096) throw new Refused(413, `${body.length} bytes`);
  const message = pushMessageSchema.parse(JSON.parse(decrypt(body, browser).toString()));
  return { browser: browser.name, message, ttl: Number(ttl), urgency, topic, bytes: body.length };
}

/** RFC 8292: a token of ES256 by the key that the browser subscribed for. */
function checkVapid(authorization: string, applicationServerKey: string, origin: string): void {
  const [, token = '', key = ''] = /^vapid t=([^,]+), ?k=(\S+)$/.exec(authorization) ?? [];
  if (key !== applicationServerKey) throw new Refused(403, 'another key than the browser subscribed for');
  const [head = '', claims = '', signature = ''] = token.split('.');
  const point = Buffer.from(key, 'base64url');
  const [x, y] = [point.subarray(1, 33), point.subarray(33)].map((each) => each.toString('base64url'));
  const publicKey = createPublicKey({ key: { kty: 'EC', crv: 'P-256', x: x ?? '', y: y ?? '' }, format: 'jwk' });
  const signed = Buffer.from(`${head}.${claims}`);
  const parsed = (part: string): Record<string, unknown> => JSON.parse(Buffer.from(part, 'base64url').toString());
  const isSigned = verify(
    'sha256',
    signed,
    { key: publicKey, dsaEncoding: 'ieee-p1363' },
    Buffer.from(signature, 'base64url'),
  );
  if (parsed(head)['alg'] !== 'ES256' || !isSigned) throw new Refused(401, 'the token is not signed');
  const { aud, exp, sub } = parsed(claims);
  if (aud !== origin) throw new Refused(401, `the token is for ${String(aud)}`);
  const left = Number(exp) - Date.now() / 1000;
  if (!(left > 0 && left <= 24 * 60 * 60)) throw new Refused(401, `the token holds for ${left} s`);
  if (!/^(mailto:|https:)/.test(String(sub))) throw new Refused(401, `nobody to write to: ${String(sub)}`);
}

/** RFC 8291 over RFC 8188, one record. */
function decrypt(body: Buffer, { keys, auth }: Browser): Buffer {
  const salt = body.subarray(0, 16);
  const keyLength = body[20] ?? 0;
  const sender = body.subarray(21, 21 + keyLength);
  const sealed = body.subarray(21 + keyLength);
  const shared = keys.computeSecret(sender);
  const info = Buffer.concat([Buffer.from('WebPush: info\0'), keys.getPublicKey(), sender]);
  const secret = Buffer.from(hkdfSync('sha256', shared, auth, info, 32));
  const part = (name: string, length: number): Buffer =>
    Buffer.from(hkdfSync('sha256', secret, salt, Buffer.from(`Content-Encoding: ${name}\0`), length));
  const decipher = createDecipheriv('aes-128-gcm', part('aes128gcm', 16), part('nonce', 12));
  decipher.setAuthTag(sealed.subarray(-16));
  const padded = Buffer.concat([decipher.update(sealed.subarray(0, -16)), decipher.final()]);
  const end = padded.lastIndexOf(2);
  if (end === -1 || padded.subarray(end + 1).some((byte) => byte !== 0)) throw new Refused(400, 'wrongly padded');
  return padded.subarray(0, end);
}

/** A certificate for the loopback that is its own authority, and its key; PEM. */
export async function selfSigned(): Promise<{ readonly cert: string; readonly key: string }> {
  const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
  const keys = await crypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
  const names = new SubjectAlternativeNameExtension([
    { type: 'ip', value: '127.0.0.1' },
    { type: 'dns', value: 'localhost' },
  ]);
  const cert = await X509CertificateGenerator.createSelfSigned(
    { name: [{ CN: ['paper push service'] }], keys, signingAlgorithm: algorithm, extensions: [names] },
    crypto,
  );
  const pkcs8 = Buffer.from(await crypto.subtle.exportKey('pkcs8', keys.privateKey)).toString('base64');
  return {
    cert: cert.toString('pem'),
    key: `-----BEGIN PRIVATE KEY-----\n${pkcs8.replace(/.{64}/g, '$&\n')}\n-----END PRIVATE KEY-----\n`,
  };
}
