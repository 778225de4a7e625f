import { createHash, timingSafeEqual } from 'node:crypto';
import type { Clock } from '../../../src-shared/base/clock.ts';
import type { RandomBytes } from '../../../src-shared/base/ids.ts';

/** A link is opened within minutes or asked for again. */
export const LINK_MS = 10 * 60 * 1000;
/** 128 bits: nobody guesses one in the time it is good for. */
const SECRET_BYTES = 16;
/** More than anybody has open; a script that asks for links must not fill the memory. The oldest goes. */
const MOST_LINKS = 32;

/** How long a device may stay that a link lets in: for good, or for this run of the hub. */
export type Stay = 'lasting' | 'window';

interface Link {
  readonly stay: Stay;
  /** SHA-256 of the secret. */
  readonly digest: Buffer;
  /** On the monotonic clock, so that setting the wall clock back makes no link good again. */
  readonly until: number;
}

/** One-time links that let one browser in. They are in memory alone: a restart spends them all. */
export class Links {
  private readonly clock: Clock;
  private readonly random: RandomBytes;
  private links: Link[] = [];

  constructor(clock: Clock, random: RandomBytes) {
    this.clock = clock;
    this.random = random;
  }

  /** `base` is where the page is served. The secret stands in the fragment, which no browser sends to anybody. */
  create(
    base: string,
    stay: Stay = 'lasting',
  ): { readonly url: string; readonly secret: string; readonly expiresAt: number } {
    const secret = Buffer.from(this.random(SECRET_BYTES)).toString('base64url');
    const link = { stay, digest: digestOf(secret), until: this.clock.monotonic() + LINK_MS };
    this.links = [...this.live(), link].slice(-MOST_LINKS);
    const url = new URL(base);
    url.hash = `link=${secret}`;
    return { url: url.href, secret, expiresAt: this.clock.now() + LINK_MS };
  }

  /**
   * Spends the link that has this secret on `use`, which keeps it good by throwing. Undefined when there is no such
   * link, or no more. All of them are compared, in constant time each.
   */
  spend<T>(secret: string, use: (stay: Stay) => T): T | undefined {
    const digest = digestOf(secret);
    let found: Link | undefined;
    for (const link of this.live()) if (timingSafeEqual(link.digest, digest)) found = link;
    if (found === undefined) return undefined;
    const result = use(found.stay);
    this.links = this.links.filter((link) => link !== found);
    return result;
  }

  private live(): Link[] {
    const now = this.clock.monotonic();
    return this.links.filter((link) => now < link.until);
  }
}

function digestOf(secret: string): Buffer {
  return createHash('sha256').update(secret).digest();
}
