import type { Clock } from '../../../src-shared/base/clock.ts';
import type { EntranceInfo } from '../../../src-shared/protocol/channels/network/state.ts';
import type { TrustLevel } from '../../../src-shared/protocol/trust.ts';
import { hubLine } from './hub-line.ts';
import type { KeptHub } from './kept-hub.ts';

/** A way to the hub that is better than the one in use. */
export interface BetterWay {
  readonly origin: string;
  readonly level: 'L1' | 'L2';
}

const RANK: Readonly<Record<TrustLevel, number>> = { L0: 0, L1: 1, L2: 2, local: 3 };

/** A way of each better level that is open now, best first; one at the address by which the phone is `here`, if there is. */
export function betterWays(
  level: TrustLevel | undefined,
  entrances: readonly EntranceInfo[],
  here?: string,
): readonly BetterWay[] {
  if (level === undefined) return [];
  return (['L2', 'L1'] as const).flatMap((better) => {
    const all = RANK[better] > RANK[level] ? entrances.filter((entrance) => entrance.level === better) : [];
    const found = all.find(({ origin }) => here !== undefined && hostOf(origin) === hostOf(here)) ?? all[0];
    return found === undefined ? [] : [{ origin: found.origin, level: better }];
  });
}

function hostOf(origin: string): string {
  return new URL(origin).hostname;
}

/** A phone with a bad network needs some time for TLS and the handshake. */
const PROBE_MS = 8_000;

/**
 * Whether this phone's browser reaches the hub there. `works`: the hub has shown its key, over https that the browser
 * believes. `fails`: it does not answer, or the browser does not believe its certificate; browsers do not say which.
 * `unknown here`: this page was loaded before there was this address, and may not speak to it.
 */
export type Probed = 'works' | 'fails' | 'unknown here';

export function probe(origin: string, kept: KeptHub, clock: Clock, page: Document): Promise<Probed> {
  return new Promise((resolve) => {
    let forbidden = false;
    const onViolation = (): void => {
      forbidden = true;
    };
    const end = (probed: Probed): void => {
      line.dispose();
      deadline.dispose();
      page.removeEventListener('securitypolicyviolation', onViolation);
      resolve(probed);
    };
    page.addEventListener('securitypolicyviolation', onViolation);
    const deadline = clock.after(PROBE_MS, () => end('fails'));
    const open = hubLine(origin, kept, () => end('works'));
    const line = open({
      text: () => {},
      binary: () => {},
      // What is forbidden is told a moment after the socket has failed.
      closed: () => void clock.after(100, () => end(forbidden ? 'unknown here' : 'fails')),
    });
  });
}
