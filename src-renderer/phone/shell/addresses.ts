import type { EntranceInfo } from '../../../src-shared/protocol/channels/network/state.ts';

/** A phone that is carried about comes back to places: what was told there is kept for so many. */
const MOST_KEPT = 16;

/**
 * The origins at which a page that came from `page` may look for its hub: those of its own scheme. One that came by https
 * may not speak in the clear, and the key of one that came in the clear counts nowhere else.
 */
export function reachableFrom(page: string, origins: readonly string[]): string[] {
  const scheme = schemeOf(page);
  return [...new Set([page, ...origins.filter((origin) => schemeOf(origin) === scheme)])];
}

/** In the order in which they are tried: where the hub answered last, where the page came from, then as they were told. */
export function inOrder(page: string, origins: readonly string[], good: string | undefined): string[] {
  const all = reachableFrom(page, origins);
  return good !== undefined && all.includes(good) ? [good, ...all.filter((origin) => origin !== good)] : all;
}

/** What is known of the hub's addresses after it has told them: those of now first, then those of other places. */
export function learned(known: readonly string[], entrances: readonly EntranceInfo[]): readonly string[] {
  const told = entrances.filter(({ level }) => level !== 'local').map(({ origin }) => origin);
  const next = [...new Set([...told, ...known])].slice(0, MOST_KEPT);
  const same = next.length === known.length && next.every((origin, at) => origin === known[at]);
  return same ? known : next;
}

function schemeOf(origin: string): string {
  return origin.slice(0, origin.indexOf(':'));
}
