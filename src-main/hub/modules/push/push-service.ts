import type { IncomingMessage } from 'node:http';
import { request } from 'node:https';
import type { Clock } from '../../../../src-shared/base/clock.ts';
import type { PushSubscriptionInfo } from '../../../../src-shared/protocol/channels/push/requests.ts';
import { ForbiddenAddress, type GuardedAgent } from './guarded-agent.ts';
import type { VapidKey } from './vapid-key.ts';

/** What a push service made of a message. `why` is for the user and for the log; it never holds an endpoint. */
export type Outcome =
  | { readonly kind: 'accepted' }
  /** The browser has given the subscription up, or the service has forgotten it. */
  | { readonly kind: 'gone' }
  | { readonly kind: 'tooLarge' }
  /** It can be tried again; not before `afterMs` when the service says so. */
  | { readonly kind: 'later'; readonly why: string; readonly afterMs: number | undefined }
  | { readonly kind: 'refused'; readonly why: string };

export interface Delivery {
  readonly payload: Uint8Array;
  /** How long the service is to keep it for a device that is not there. */
  readonly ttlSeconds: number;
  readonly urgency: 'normal' | 'high';
  /** Replaces what waits under the same one. */
  readonly topic: string;
}

export interface PushServiceNeeds {
  readonly agent: GuardedAgent;
  readonly clock: Clock;
  /** Whom a push service may write to about this hub: a `mailto:` or `https:` address (RFC 8292). */
  readonly contact: string;
}

/** From the first byte asked for until the last one answered. */
const DEADLINE_MS = 20_000;
/** What a service says beyond its status is nothing we read. */
const MOST_ANSWER_BYTES = 16 * 1024;

/** Encrypts a message for its browser (RFC 8291) and hands it to the browser's push service (RFC 8030). Never rejects. */
export async function deliver(
  needs: PushServiceNeeds,
  subscription: PushSubscriptionInfo,
  key: VapidKey,
  delivery: Delivery,
): Promise<Outcome> {
  try {
    const { headers, body } = await sealed(needs, subscription, key, delivery);
    return outcomeOf(await post(needs, subscription.endpoint, headers, body), needs.clock.now());
  } catch (error) {
    return failure(error);
  }
}

async function sealed(
  { contact }: PushServiceNeeds,
  { endpoint, p256dh, auth }: PushSubscriptionInfo,
  { publicKey, privateKey }: VapidKey,
  { payload, ttlSeconds, urgency, topic }: Delivery,
): Promise<{ readonly headers: Record<string, string | number>; readonly body: Buffer }> {
  // It is not needed before there is something to send.
  const { default: webPush } = await import('web-push');
  const { cipherText } = webPush.encrypt(p256dh, auth, Buffer.from(payload), 'aes128gcm');
  const audience = new URL(endpoint).origin;
  // Its token holds for twelve hours by the wall clock; RFC 8292 allows a day.
  const { Authorization } = webPush.getVapidHeaders(audience, contact, publicKey, privateKey, 'aes128gcm');
  return {
    body: cipherText,
    headers: {
      authorization: Authorization,
      'content-encoding': 'aes128gcm',
      'content-length': cipherText.length,
      'content-type': 'application/octet-stream',
      topic,
      ttl: ttlSeconds,
      urgency,
    },
  };
}

type Answer = Pick<IncomingMessage, 'headers'> & { readonly statusCode: number };

/** Ours and not the library's: it has a deadline, follows nothing, and reads no more than it must. */
function post(
  { agent, clock }: PushServiceNeeds,
  endpoint: string,
  headers: Record<string, string | number>,
  body: Buffer,
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const asked = request(endpoint, { method: 'POST', headers, agent });
    const deadline = clock.after(DEADLINE_MS, () => asked.destroy(new Error('it did not answer in time')));
    asked.once('error', reject);
    asked.once('close', () => {
      deadline.dispose();
      reject(new Error('it hung up'));
    });
    asked.once('response', (response) => {
      let bytes = 0;
      response.on('data', (chunk: Buffer) => {
        bytes += chunk.length;
        if (bytes > MOST_ANSWER_BYTES) asked.destroy();
      });
      // A status is an answer, however the rest of it ends.
      response.once('error', () => {});
      resolve({ statusCode: response.statusCode ?? 0, headers: response.headers });
    });
    asked.end(body);
  });
}

function outcomeOf({ statusCode, headers }: Answer, now: number): Outcome {
  if (statusCode >= 200 && statusCode < 300) return { kind: 'accepted' };
  if (statusCode === 404 || statusCode === 410) return { kind: 'gone' };
  if (statusCode === 413) return { kind: 'tooLarge' };
  const why = `the push service answered ${statusCode}`;
  if (statusCode === 429 || statusCode >= 500) {
    return { kind: 'later', why, afterMs: waitOf(headers['retry-after'], now) };
  }
  return { kind: 'refused', why };
}

/** Seconds, or a date. */
function waitOf(header: string | undefined, now: number): number | undefined {
  if (header === undefined) return undefined;
  const ms = /^\d+$/.test(header) ? Number(header) * 1000 : Date.parse(header) - now;
  return Number.isFinite(ms) ? Math.max(0, ms) : undefined;
}

function failure(error: unknown): Outcome {
  if (error instanceof ForbiddenAddress) return { kind: 'refused', why: error.message };
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  // Codes name what failed; messages of the network may name more than is anybody's business.
  const why = code === '' ? reasonOf(error) : `the push service cannot be reached (${code})`;
  return { kind: 'later', why, afterMs: undefined };
}

function reasonOf(error: unknown): string {
  return `the push service cannot be reached: ${error instanceof Error ? error.message : String(error)}`;
}
