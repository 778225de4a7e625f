import type { PairingRefusal } from '../../../../src-shared/protocol/channels/pairing/state.ts';
import type { Role } from '../../../../src-shared/protocol/rights.ts';
import type { TrustLevel } from '../../../../src-shared/protocol/trust.ts';

/** What roles are called, from the least to the most. */
export const ROLE_OPTIONS: ReadonlyArray<{ readonly value: Role; readonly label: string }> = [
  { value: 'viewer', label: 'Watch' },
  { value: 'operator', label: 'Approve and chat' },
  { value: 'admin', label: 'Full control' },
];

const ROLE_HINTS: Readonly<Record<Role, string>> = {
  viewer: 'Sees terminals, and changes nothing.',
  operator: 'Sees terminals and answers agents. Types nothing.',
  admin: 'Types, starts and ends terminals, and lets others in: everything that you can do here.',
};

export function roleHint(role: Role): string {
  return ROLE_HINTS[role];
}

export function roleName(role: Role): string {
  return ROLE_OPTIONS.find(({ value }) => value === role)?.label ?? role;
}

const LEVEL_WORDS: Readonly<Record<TrustLevel, string>> = {
  local: 'on this computer',
  L0: 'by plain http: protected from eavesdroppers, not from someone who controls the Wi-Fi',
  L1: 'by https with this computer’s own authority',
  L2: 'by https through Tailscale',
};

export function levelWords(level: TrustLevel): string {
  return LEVEL_WORDS[level];
}

const LEVEL_NAMES: Readonly<Record<TrustLevel, string>> = {
  local: 'this computer',
  L0: 'plain http',
  L1: 'https',
  L2: 'Tailscale',
};

/** The same, where there is room for a word. */
export function levelName(level: TrustLevel): string {
  return LEVEL_NAMES[level];
}

const DAY = 24 * 60 * 60 * 1000;

/** How long a device may stay; the value is ms in words of a select, `ever` for no end. */
export const LIFETIMES: ReadonlyArray<{ readonly value: string; readonly label: string }> = [
  { value: 'ever', label: 'No end' },
  { value: String(DAY), label: 'One day' },
  { value: String(7 * DAY), label: 'One week' },
  { value: String(30 * DAY), label: '30 days' },
];

export function endOf(lifetime: string, now: number): number | null {
  return lifetime === 'ever' ? null : now + Number(lifetime);
}

const REFUSAL_WORDS: Readonly<Record<PairingRefusal['why'], string>> = {
  expired: 'came too late',
  spent: 'had a code that was used already',
  'wrong-secret': 'had a wrong code',
  'wrong-number': 'showed another number',
  refused: 'was refused here',
  left: 'went away before the answer',
  malformed: 'said something that is no pairing',
  'too-many': 'tried too often',
};

export function refusalWords({ from, why }: PairingRefusal): string {
  return `Somebody at ${from} ${REFUSAL_WORDS[why]}.`;
}

/** "just now", "5 min ago", "3 h ago", "2 days ago". */
export function ago(at: number, now: number): string {
  const minutes = Math.floor(Math.max(0, now - at) / 60_000);
  if (minutes < 1) return 'just now';
  if (minutes < 60) return `${minutes} min ago`;
  const hours = Math.floor(minutes / 60);
  if (hours < 24) return `${hours} h ago`;
  const days = Math.floor(hours / 24);
  return days === 1 ? 'a day ago' : `${days} days ago`;
}
