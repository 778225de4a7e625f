/** The parts of the window that the region keys go round, in order. */
export const REGIONS = ['tabs', 'terminal', 'list', 'status'] as const;
export type Region = (typeof REGIONS)[number];

/** Moves the keyboard from one part of the window to the next, so that no terminal can hold it. */
export interface Regions {
  step(by: 1 | -1): void;
}

/**
 * Parts are elements with `data-region`; in each, the element marked `data-region-focus` (or else the first that can
 * take the keyboard) receives it. Parts that are hidden are passed over.
 */
export function createRegions(document: Document): Regions {
  const elementOf = (region: Region): HTMLElement | undefined => {
    const part = document.querySelector<HTMLElement>(`[data-region="${region}"]`);
    const inside = part?.querySelector<HTMLElement>('[data-region-focus]:not([tabindex="-1"])');
    const first =
      inside ?? part?.querySelector<HTMLElement>('button:not([tabindex="-1"]), input, textarea, [tabindex="0"]');
    return first !== null && first !== undefined && first.getClientRects().length > 0 ? first : undefined;
  };
  return {
    step(by) {
      const here = document.activeElement?.closest<HTMLElement>('[data-region]')?.dataset['region'];
      const from = here === undefined ? (by > 0 ? -1 : 0) : REGIONS.indexOf(here as Region);
      for (let n = 1; n <= REGIONS.length; n++) {
        const index = (((from + by * n) % REGIONS.length) + REGIONS.length) % REGIONS.length;
        const region = REGIONS[index];
        const element = region === undefined ? undefined : elementOf(region);
        if (element !== undefined) return element.focus();
      }
    },
  };
}
