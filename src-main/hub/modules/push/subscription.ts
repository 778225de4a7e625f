import { createPublicKey } from 'node:crypto';
import { isIP } from 'node:net';
import type { PushSubscriptionInfo, PushWishes } from '../../../../src-shared/protocol/channels/push/requests.ts';
import { minuteIn } from './device-quiet.ts';
import type { MayReach } from './guarded-agent.ts';

const POINT_BYTES = 65;
const UNCOMPRESSED = 4;
const AUTH_BYTES = 16;

/** In words, why nothing could ever be sent to this; undefined when it is as browsers give it. */
export function faultOf({ endpoint, p256dh, auth }: PushSubscriptionInfo, mayReach: MayReach): string | undefined {
  const { username, password, hostname } = new URL(endpoint);
  if (username !== '' || password !== '') return 'The address of a push service has no user and no password.';
  const host = hostname.replace(/^\[|\]$/g, '');
  // What a name means is seen when it is used.
  if (isIP(host) !== 0 && !mayReach(host)) return 'This address is not one of a push service on the internet.';
  if (!isPoint(Buffer.from(p256dh, 'base64url'))) return 'The subscription’s key is none.';
  if (Buffer.from(auth, 'base64url').length !== AUTH_BYTES) return 'The subscription’s secret is none.';
  return undefined;
}

export function zoneFault({ quiet }: PushWishes): string | undefined {
  if (quiet === null || minuteIn(quiet.zone, 0) !== undefined) return undefined;
  return 'This time zone is not known here.';
}

function isPoint(bytes: Buffer): boolean {
  if (bytes.length !== POINT_BYTES || bytes[0] !== UNCOMPRESSED) return false;
  const [x, y] = [bytes.subarray(1, 33), bytes.subarray(33)].map((each) => each.toString('base64url'));
  try {
    createPublicKey({ key: { kty: 'EC', crv: 'P-256', x: x ?? '', y: y ?? '' }, format: 'jwk' });
    return true;
  } catch {
    // Not on the curve; whoever registered it is told.
    return false;
  }
}
