import type { NetworkInfo } from '../../../../src-shared/protocol/channels/network/state.ts';
import type { TrustLevel } from '../../../../src-shared/protocol/trust.ts';

/** Beginnings of interface names, as systems give them, and what is behind. */
const KINDS: ReadonlyArray<readonly [RegExp, string]> = [
  [/^(wl|wifi|wi-fi|wlan)/i, 'Wi-Fi'],
  [/^(eth|en[opsx]|ethernet|lan)/i, 'Ethernet'],
];

/** "Wi-Fi (wlan0)": what people call it, and what the system does. */
export function networkTitle({ name }: Pick<NetworkInfo, 'name'>): string {
  const [system = ''] = name.split(' · ');
  const kind = KINDS.find(([pattern]) => pattern.test(system))?.[1];
  if (kind === undefined) return `Network ${system}`;
  return kind.toLowerCase() === system.toLowerCase() ? kind : `${kind} (${system})`;
}

/** "Wi-Fi (wlan0), where it is 192.168.1.7"; several are joined as a list. */
export function networksInWords(networks: ReadonlyArray<Pick<NetworkInfo, 'name' | 'address'>>): string {
  return inWords(networks.map((each) => `${networkTitle(each)} as ${each.address}`));
}

/** "a", "a and b", "a, b and c". */
export function inWords(parts: readonly string[]): string {
  const last = parts.at(-1) ?? '';
  return parts.length < 2 ? last : `${parts.slice(0, -1).join(', ')} and ${last}`;
}

/** "21 December 2026" in the reader's own way. */
export function dayOf(at: number): string {
  return new Date(at).toLocaleDateString(undefined, { day: 'numeric', month: 'long', year: 'numeric' });
}

/** A fingerprint, pairs of digits, in groups of four pairs that an eye can follow. */
export function fingerprintGroups(fingerprint: string): readonly string[] {
  const pairs = fingerprint.split(/[ :]/);
  return Array.from({ length: Math.ceil(pairs.length / 4) }, (_, n) => pairs.slice(n * 4, n * 4 + 4).join(' '));
}

interface WayInWords {
  readonly title: string;
  /** What it protects from, and what not. */
  readonly sentence: string;
}

const WAYS: Readonly<Record<TrustLevel, WayInWords>> = {
  local: {
    title: 'On this computer',
    sentence: 'For programs and browsers here whose key Homeport knows.',
  },
  L0: {
    title: 'Plain http, in the network',
    sentence: 'Protected from eavesdroppers, not from someone who controls the network.',
  },
  L1: {
    title: 'Https with this computer’s own authority',
    sentence:
      'Protected from eavesdroppers and from someone who controls the network, not from someone who gets hold of this computer’s keys.',
  },
  L2: {
    title: 'Https through Tailscale, from everywhere',
    sentence:
      'Protected from eavesdroppers and from someone who controls a network, not from Tailscale’s own servers if they issued a certificate for your name to somebody.',
  },
};

/** How a way in is called for people. */
export function wayInWords(level: TrustLevel): WayInWords {
  return WAYS[level];
}
