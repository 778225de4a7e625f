import type { ConnectionState } from '../../../src-shared/client/connection-state.ts';
import { shortDuration } from '../../../src-shared/labels/terminal-label.ts';
import type { Welcome } from '../../../src-shared/protocol/frames.ts';
import type { Role } from '../../../src-shared/protocol/rights.ts';
import type { TrustLevel } from '../../../src-shared/protocol/trust.ts';

export const LEVEL_WORDS: Readonly<Record<TrustLevel, string>> = {
  local: 'On this computer itself',
  L0: 'Protected from eavesdroppers, not from someone who controls this Wi-Fi',
  L1: 'Protected by this computer’s own certificate',
  L2: 'Protected by Tailscale, from everywhere',
};

export const ROLE_WORDS: Readonly<Record<Role, string>> = {
  viewer: 'Watch',
  operator: 'Watch, approve and chat',
  admin: 'Full control',
};

/** "Last heard 12 s ago", of monotonic times; that nothing was heard yet where there never was a word. */
export function lastHeardWords(lastHeard: number | null, now: number): string {
  if (lastHeard === null) return 'Nothing heard yet.';
  return `Last heard ${shortDuration(now - lastHeard)} ago; what you see is from then.`;
}

/** What a connection that is not open is doing, in a few words. */
export function lineWords(state: ConnectionState): string {
  if (state.kind !== 'connecting' && state.kind !== 'waiting') return '';
  return state.lastHeard === null ? 'Connecting…' : 'Reconnecting…';
}

/** Said of a phone that may do less, coming as it does, than its role says; undefined when it may do all of it. */
export function lessHere({ device }: Welcome): string | undefined {
  if (device.role !== 'admin' || device.rights.includes('type')) return undefined;
  return 'This phone may only watch and approve from this network. To type, give your word for it on the computer, under Settings, Network.';
}

/** What a device may do on one terminal. */
export function rightsOn({ device }: Welcome, terminal: string): readonly string[] {
  return device.grants?.find((grant) => grant.terminal === terminal)?.rights ?? device.rights;
}
