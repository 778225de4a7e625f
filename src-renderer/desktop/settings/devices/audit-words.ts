/** What stands in the audit log, in words; the newest methods may have none yet, and then stand for themselves. */
const DEEDS: Readonly<Record<string, string>> = {
  'hub.connection.hello': 'Came in',
  'hub.link.open': 'Came in by a link',
  'hub.link.create': 'Made a link',
  'hub.secrets.retry': 'Asked for the keychain again',
  'hub.secrets.reset': 'Gave the secrets up',
  'hub.process.stop': 'Stopped Homeport',
  'hub.audit.lost': 'Entries were lost',
  'device.update': 'Changed a device',
  'device.revoke': 'Revoked a device',
  'device.audit.export': 'Wrote the audit log to a file',
  'pairing.offer': 'Made a pairing code',
  'pairing.cancel': 'Withdrew a pairing code',
  'pairing.request': 'Asked to be let in',
  'pairing.approve': 'Let a phone in',
  'pairing.move': 'Went on at another address',
  'network.lan.open': 'Listens in the networks',
  'network.lan.close': 'Stopped listening there',
  'network.trust.allow': 'Trusted a network',
  'network.trust.forget': 'Took that word back',
  'tls.authority.create': 'Made the authority',
  'tls.authority.remove': 'Removed the authority',
  'tailscale.serve.start': 'Serves through Tailscale',
  'tailscale.serve.stop': 'Stopped serving there',
  'notifications.register': 'Takes notifications',
  'notifications.send': 'Sent a notification',
  'settings.values.update': 'Changed settings',
  'settings.values.reset': 'Reset the settings',
  'storage.history.clear': 'Forgot ended terminals',
  'storage.data.export': 'Exported the data',
  'terminal.session.start': 'Started a terminal',
  'terminal.session.restart': 'Started one again',
  'terminal.session.rename': 'Renamed a terminal',
  'terminal.session.kill': 'Ended a terminal',
  'terminal.session.remove': 'Forgot a terminal',
};

export function deedWords(what: string): string {
  return DEEDS[what] ?? what;
}

const ANSWERS: Readonly<Record<string, string>> = {
  ok: 'Done',
  forbidden: 'Not allowed',
  notAuthenticated: 'Not known',
  deviceEnded: 'Its time is over',
  deviceRevoked: 'Was revoked',
  linkSpent: 'Link was used',
  rateLimited: 'Too often',
  invalidParams: 'Not understood',
  notFound: 'Not there',
  terminalNotFound: 'No such terminal',
  storeUnavailable: 'Could not be kept',
  internal: 'Failed',
  expired: 'Too late',
  spent: 'Code was used',
  'wrong-secret': 'Wrong code',
  'wrong-number': 'Wrong number',
  refused: 'Refused here',
  left: 'Went away',
  malformed: 'No pairing',
  'too-many': 'Too many tries',
};

export function answerWords(verdict: string): string {
  return ANSWERS[verdict] ?? verdict;
}

/** Kinds of deeds, by how their names begin. */
export const KINDS: ReadonlyArray<{ readonly value: string; readonly label: string }> = [
  { value: '', label: 'Everything' },
  { value: 'hub.connection.', label: 'Coming in' },
  { value: 'pairing.', label: 'Pairing' },
  { value: 'device.', label: 'Devices' },
  { value: 'network.', label: 'Networks' },
  { value: 'terminal.', label: 'Terminals' },
  { value: 'tls.', label: 'Https' },
  { value: 'tailscale.', label: 'Tailscale' },
  { value: 'notifications.', label: 'Notifications' },
  { value: 'settings.', label: 'Settings' },
  { value: 'storage.', label: 'Storage' },
  { value: 'hub.', label: 'Homeport itself' },
];

const HOUR = 60 * 60 * 1000;

/** How far back; the value is ms, empty for all there is. */
export const SPANS: ReadonlyArray<{ readonly value: string; readonly label: string }> = [
  { value: '', label: 'Any time' },
  { value: String(HOUR), label: 'The last hour' },
  { value: String(24 * HOUR), label: 'The last day' },
  { value: String(7 * 24 * HOUR), label: 'The last week' },
  { value: String(30 * 24 * HOUR), label: 'The last 30 days' },
];

export const ANSWER_CHOICES: ReadonlyArray<{ readonly value: 'any' | 'done' | 'refused'; readonly label: string }> = [
  { value: 'any', label: 'Any' },
  { value: 'done', label: 'Done' },
  { value: 'refused', label: 'Refused' },
];
