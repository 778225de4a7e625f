/** Whether a request is for a file of the page, which the worker keeps; sockets and other paths are none of its business. */
export function isOurs(method: string, url: string, scope: string): boolean {
  return method === 'GET' && url.startsWith(scope);
}

/** The kept file that answers: the page itself for its folder and for whatever else is opened in a window. */
export function answerFor(url: string, scope: string, isPage: boolean): string {
  const { origin, pathname } = new URL(url);
  const path = `${origin}${pathname}`;
  return isPage || path === `${scope}index.html` ? scope : path;
}
