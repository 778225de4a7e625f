import { useCallback, useEffect, useState } from 'react';

/** What of the page is shown. It stands in the address, so that the way back is the browser's own. */
export type Place =
  | { readonly kind: 'list' }
  | { readonly kind: 'terminal'; readonly id: string }
  | { readonly kind: 'settings' }
  /** How this connection is made better. */
  | { readonly kind: 'better' };

const LIST: Place = { kind: 'list' };
const TERMINAL = /^#t\/(t_[0-9a-z]{4,32})$/;

export function readPlace(hash: string): Place {
  const id = TERMINAL.exec(hash)?.[1];
  if (id !== undefined) return { kind: 'terminal', id };
  return hash === '#settings' ? { kind: 'settings' } : hash === '#better' ? { kind: 'better' } : LIST;
}

function hashOf(place: Place): string {
  return place.kind === 'list' ? '' : place.kind === 'terminal' ? `#t/${place.id}` : `#${place.kind}`;
}

export interface Places {
  readonly place: Place;
  readonly go: (place: Place) => void;
  /** To where the user came from, else to the list. */
  readonly back: () => void;
}

export function usePlace(): Places {
  const [place, setPlace] = useState(() => readPlace(location.hash));
  useEffect(() => {
    const follow = (): void => setPlace(readPlace(location.hash));
    for (const name of ['popstate', 'hashchange']) window.addEventListener(name, follow);
    return () => {
      for (const name of ['popstate', 'hashchange']) window.removeEventListener(name, follow);
    };
  }, []);
  const show = useCallback((next: Place): string => {
    setPlace(next);
    return `${location.pathname}${location.search}${hashOf(next)}`;
  }, []);
  const go = useCallback((next: Place): void => history.pushState({ within: true }, '', show(next)), [show]);
  const back = useCallback((): void => {
    if ((history.state as { readonly within?: boolean } | null)?.within === true) history.back();
    else history.replaceState(null, '', show(LIST));
  }, [show]);
  return { place, go, back };
}
