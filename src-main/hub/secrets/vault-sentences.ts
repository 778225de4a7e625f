import type { Where } from './secret-store.ts';

/** What the user is told about the vault: how it is, and what to do next when something has to be done. */

const PLACES: Readonly<Record<Where, string>> = {
  keychain: 'in the keychain',
  file: 'in a file that only you can read',
  memory: 'in memory alone, and gone when Homeport stops',
};

const RESET =
  'If it is gone for good, `homeport secrets reset` makes a new one; what was sealed is lost then, and phones must be paired again.';

export const WAITING = 'Waiting for the keychain.';

export const NOT_ANSWERED =
  'Still waiting for the keychain: it may be asking for its password in a window of its own. Answer it there; Homeport goes on by itself.';

export const LOCKED = `The keychain is locked, or the key that Homeport keeps in it is gone. Unlock the keychain; Homeport tries again by itself, and at once with \`homeport secrets retry\`. ${RESET}`;

export const FILE_GONE = `The file with the key is gone. Put it back from a backup of the data directory. ${RESET}`;

export const FAILED =
  'The secrets cannot be opened; the log says why. Homeport tries again by itself, and at once with `homeport secrets retry`.';

export function isOpen(where: Where): string {
  return `The key is ${PLACES[where]}.`;
}

export function openInstead(where: Where): string {
  return `No keychain here: the key is ${PLACES[where]}.`;
}

/** Nothing is sealed yet, and no key could be stored. */
export function cannotBegin(where: Where): string {
  if (where !== 'keychain')
    return `The key cannot be stored ${PLACES[where]} just now. Homeport tries again by itself.`;
  return 'The keychain is locked, or there is none yet that could be written. Unlock it; Homeport tries again by itself, and at once with `homeport secrets retry`. On a machine where nobody can unlock it, start Homeport with HOMEPORT_SECRETS=file.';
}

export function because(why: string): string {
  return `Secrets cannot be kept or read just now: ${why}. Homeport tries again by itself, and at once with \`homeport secrets retry\`.`;
}

export function otherStore(sealedBy: string): string {
  if (sealedBy === 'keychain') {
    return 'The secrets were sealed with a key in the keychain, and Homeport was started without it. Start it without HOMEPORT_SECRETS.';
  }
  return `The secrets were sealed with a key that was kept elsewhere (${sealedBy}), and this Homeport cannot reach it. ${RESET}`;
}

export function wrongKey(where: Where): string {
  return `The key that is ${PLACES[where]} is not the one that sealed these secrets: they come from another time or machine. Put both back from the same backup. ${RESET}`;
}

/** A sealed secret does not open with the right key. */
export const IDENTITY_DAMAGED = `The identity by which phones know this hub is damaged in authority.db. Put the data directory back from a backup. ${RESET}`;

export const IDENTITY_UNWRITTEN =
  'The identity by which phones know this hub cannot be stored: is the disk full? Make room; Homeport tries again by itself.';
