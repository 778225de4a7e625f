declare global {
  interface Window {
    /** The pairing secret that stood in the address, put here by `public/first-look.js`. */
    homeportFragment?: string;
  }
}

/** What the page was opened with to be let in; afterwards it stands nowhere. */
export function takeFragment(page: Pick<Window, 'homeportFragment'>): string {
  const fragment = page.homeportFragment ?? '';
  delete page.homeportFragment;
  return fragment;
}
