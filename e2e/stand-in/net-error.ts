import { Unsupported } from './strict.ts';

/** Why Chromium did not load something, in the words of its protocol, and the name and number that Electron gives it. */
const NET_ERRORS: Readonly<Record<string, readonly [string, number]>> = {
  Failed: ['ERR_FAILED', -2],
  Aborted: ['ERR_ABORTED', -3],
  TimedOut: ['ERR_TIMED_OUT', -7],
  AccessDenied: ['ERR_ACCESS_DENIED', -10],
  BlockedByClient: ['ERR_BLOCKED_BY_CLIENT', -20],
  BlockedByResponse: ['ERR_BLOCKED_BY_RESPONSE', -27],
  ConnectionClosed: ['ERR_CONNECTION_CLOSED', -100],
  ConnectionReset: ['ERR_CONNECTION_RESET', -101],
  ConnectionRefused: ['ERR_CONNECTION_REFUSED', -102],
  ConnectionAborted: ['ERR_CONNECTION_ABORTED', -103],
  ConnectionFailed: ['ERR_CONNECTION_FAILED', -104],
  NameNotResolved: ['ERR_NAME_NOT_RESOLVED', -105],
  InternetDisconnected: ['ERR_INTERNET_DISCONNECTED', -106],
  AddressUnreachable: ['ERR_ADDRESS_UNREACHABLE', -109],
};

export interface NetError {
  readonly name: string;
  readonly code: number;
}

export function netError(reason: string): NetError {
  const [name, code] = NET_ERRORS[reason] ?? ['ERR_FAILED', -2];
  return { name, code };
}

/** Of the text that `Page.navigate` answers with, `net::ERR_ABORTED` for example. */
export function namedNetError(text: string): NetError {
  const name = text.replace('net::', '');
  const known = [...Object.values(NET_ERRORS), ...MORE].find(([each]) => each === name);
  if (known === undefined) throw new Unsupported(`the number of ${name}`);
  return { name, code: known[1] };
}

/** Those that the protocol has no word for but a text. */
const MORE: ReadonlyArray<readonly [string, number]> = [
  ['ERR_FILE_NOT_FOUND', -6],
  ['ERR_INVALID_URL', -300],
  ['ERR_UNSAFE_PORT', -312],
  ['ERR_TOO_MANY_REDIRECTS', -310],
  ['ERR_EMPTY_RESPONSE', -324],
  ['ERR_HTTP_RESPONSE_CODE_FAILURE', -379],
  ['ERR_BLOCKED_BY_CSP', -30],
  ['ERR_UNKNOWN_URL_SCHEME', -302],
  ['ERR_INVALID_RESPONSE', -320],
];

/** How `loadURL` rejects. */
export function loadError({ name, code }: NetError, url: string): Error {
  return Object.assign(new Error(`${name} (${code}) loading '${url}'`), { code: name, errno: code, url });
}
