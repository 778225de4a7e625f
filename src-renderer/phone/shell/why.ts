import { ConnectionLost } from '../../../src-shared/client/connection-state.ts';
import { ProtocolError } from '../../../src-shared/protocol/errors.ts';

/** What is said on the page of a phone that nobody has let in, or not any more. */
export const FORGOTTEN =
  'This phone has forgotten the computer. There it is still listed under Devices; remove it there too.';
export const MISSPELT = 'A code has twelve letters and digits, and this is none. Look once more.';
export const FRAGMENT_FAULTS = {
  malformed: 'This code is not whole. Scan it once more.',
  newer: 'This code is of a newer Homeport than this page. Load the page anew.',
} as const;

export function removedFrom(hub: string): string {
  return `This phone was removed on ${hub}. It has forgotten its key, and can be let in again only by pairing it anew.`;
}

/** Why a try to be let in has failed, with what to do next. */
export function whyNotPaired(error: unknown, { kind }: { readonly kind: 'asking' | 'moving' }): string {
  if (kind === 'moving')
    return `This phone could not go on here: ${inWords(error)} The way here is good once, and for two minutes. Go back and try again.`;
  if (error instanceof ConnectionLost)
    return error.sent
      ? 'The connection was lost before the computer had answered, so this code is spent. Ask the computer for a new one, and leave this page open until it is done.'
      : 'The computer does not answer. Is this phone in the same network? Then try again.';
  return inWords(error);
}

export function inWords(error: unknown): string {
  if (error instanceof ProtocolError) return error.message;
  if (error instanceof ConnectionLost) return 'The connection to the computer was lost.';
  return error instanceof Error ? error.message : String(error);
}
