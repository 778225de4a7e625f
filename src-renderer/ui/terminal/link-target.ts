const SCHEMES: ReadonlySet<string> = new Set(['http:', 'https:', 'mailto:']);

/** The address to open for a link that terminal output contained, or undefined for every scheme but three. */
export function safeLink(uri: string): string | undefined {
  let url: URL;
  try {
    url = new URL(uri);
  } catch {
    // Not an address: then it is not a link, and the caller shows nothing.
    return undefined;
  }
  return SCHEMES.has(url.protocol) ? url.href : undefined;
}

/** Plain text in output that reads like a link. Brackets and closing punctuation around it do not belong to it. */
export const LINK_PATTERN = /(?:https?:\/\/|mailto:)[^\s"'!*(){}|\\^<>`]*[^\s"':,.!?{}|\\^~[\]`()<>]/;
