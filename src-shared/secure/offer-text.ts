import { fromBase64url, toBase64url } from '../base/base64.ts';
import { err, ok, type Result } from '../base/result.ts';
import { KEY_LENGTH } from './crypto.ts';
import { SECRET_LENGTH } from './secrets.ts';

/**
 * What stands in the QR code of an offer, and in the address by which a device moves to another origin: all of it in the
 * URL's fragment, which browsers send to nobody.
 */
export interface OfferText {
  /** `pair`: a phone that is new here. `move`: one that is known and goes on at this origin. */
  readonly kind: 'pair' | 'move';
  /** The offer's or the ticket's id. */
  readonly offer: string;
  readonly secret: Uint8Array;
  /** The hub's static key, raw. */
  readonly hubKey: Uint8Array;
  readonly hub: string;
  /** Where else the hub may be reached: scheme, host and port. Whether there is such a host, connecting shows. */
  readonly origins: ReadonlyArray<string>;
}

const MARKS = { pair: 'p1', move: 'm1' } as const;
/** Where the phone's page is, on every origin. */
export const PHONE_PATH = '/phone/';
/** A QR code that is denser than this is hard to scan from a screen. */
const MOST_ORIGINS = 4;
const MOST_LENGTH = 2_000;
const ORIGIN = /^https?:\/\/(?:[a-z0-9-]+(?:\.[a-z0-9-]+)*|\[[0-9a-f:]+\])(?::(\d{1,5}))?$/;
const ID = /^[a-z]_[0-9a-z]{4,32}$/;

export function offerUrl(origin: string, { kind, offer, secret, hubKey, hub, origins }: OfferText): string {
  const others = origins.filter((each) => each !== origin).slice(0, MOST_ORIGINS);
  const parts = [MARKS[kind], offer, toBase64url(secret), toBase64url(hubKey), hub];
  // Dots stand between the parts.
  if (others.length > 0) parts.push(others.map((each) => encodeURIComponent(each).replaceAll('.', '%2E')).join(','));
  return `${origin}${PHONE_PATH}#${parts.join('.')}`;
}

/** Whether a fragment means to be an offer at all; what is not may be a place in the page. */
export function isOffer(fragment: string): boolean {
  return /^#?[pm]\d*\./.test(fragment);
}

/** Reads a fragment, with or without its `#`. */
export function readOffer(fragment: string): Result<OfferText, 'malformed' | 'newer'> {
  const text = fragment.replace(/^#/, '');
  if (text.length > MOST_LENGTH) return err('malformed');
  const [mark, offer = '', secretText = '', keyText = '', hub = '', list = '', ...rest] = text.split('.');
  if (mark !== undefined && /^[pm]([2-9]|\d\d+)$/.test(mark)) return err('newer');
  const kind = mark === MARKS.pair ? 'pair' : mark === MARKS.move ? 'move' : undefined;
  const secret = fromBase64url(secretText);
  const hubKey = fromBase64url(keyText);
  const origins = list === '' ? [] : list.split(',').map(originOf);
  const fits =
    kind !== undefined && rest.length === 0 && ID.test(offer) && ID.test(hub) && origins.length <= MOST_ORIGINS;
  if (!fits || secret?.length !== SECRET_LENGTH || hubKey?.length !== KEY_LENGTH) return err('malformed');
  if (!origins.every((each) => each !== undefined)) return err('malformed');
  return ok({ kind, offer, secret, hubKey, hub, origins });
}

/** Scheme, host and perhaps a port, and nothing else. */
function originOf(encoded: string): string | undefined {
  const text = encoded.replace(/%([0-9A-Fa-f]{2})/g, (_, digits: string) =>
    String.fromCharCode(Number.parseInt(digits, 16)),
  );
  const found = ORIGIN.exec(text);
  const port = Number(found?.[1] ?? '1');
  return found !== null && port > 0 && port < 2 ** 16 ? text : undefined;
}
