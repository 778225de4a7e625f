/** The secret of a one-time link from a URL's fragment, `#link=…`; undefined when there is none or it cannot be one. */
export function linkSecret(fragment: string): string | undefined {
  const secret = new URLSearchParams(fragment.replace(/^#/, '')).get('link');
  return secret !== null && /^[A-Za-z0-9_-]{8,64}$/.test(secret) ? secret : undefined;
}

/** The part of a window that is needed to take the link out of the address. */
export interface Addressed {
  readonly location: { readonly hash: string; readonly pathname: string; readonly search: string };
  readonly history: { replaceState(data: unknown, unused: string, url: string): void };
}

/**
 * Reads the link and takes it out of the address at once, so that it stands neither in the history nor in a bookmark
 * or screenshot. It is worth nothing after its first use anyway.
 */
export function takeLink(window: Addressed): string | undefined {
  const { location, history } = window;
  if (location.hash === '') return undefined;
  const secret = linkSecret(location.hash);
  history.replaceState(null, '', location.pathname + location.search);
  return secret;
}
