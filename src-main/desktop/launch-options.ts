/** What the command line of the app may say. Everything else on it is ignored: Electron adds switches of its own. */
export interface LaunchOptions {
  readonly dataDir: string | undefined;
  /** Started with the session: into the tray, without a window. */
  readonly hidden: boolean;
  /** `homeport:` links as they came, unchecked. */
  readonly links: ReadonlyArray<string>;
}

/** More than anybody opens at once. */
const MOST_LINKS = 8;
const LONGEST_LINK = 2048;

/**
 * Reads the app's arguments. Whoever makes a system open a link can put quotes and spaces into it, so nothing that
 * stands behind a link is taken for an option.
 */
export function launchOptions(argv: ReadonlyArray<string>): LaunchOptions {
  const first = argv.findIndex(isLink);
  const options = first === -1 ? argv : argv.slice(0, first);
  const at = options.findIndex((arg) => arg === '--data-dir' || arg.startsWith('--data-dir='));
  const named = options[at] === '--data-dir' ? options[at + 1] : options[at]?.slice('--data-dir='.length);
  return {
    dataDir: named === '' ? undefined : named,
    hidden: options.includes('--hidden'),
    links: first === -1 ? [] : linksAmong(argv.slice(first)),
  };
}

/** Links among what another start of the app sent, which may be anything. */
export function linksAmong(sent: ReadonlyArray<unknown>): string[] {
  return sent
    .filter((each) => typeof each === 'string')
    .filter((each) => isLink(each) && each.length <= LONGEST_LINK)
    .slice(0, MOST_LINKS);
}

/** Also of one that is much too long, behind which no option stands either. */
function isLink(arg: string): boolean {
  return /^homeport:/i.test(arg);
}
