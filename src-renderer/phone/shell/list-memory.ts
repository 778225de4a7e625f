import { HeardBells } from './terminal-marks.ts';

/** What the list remembers while another screen is shown. */
export interface ListMemory {
  readonly bells: HeardBells;
  /** The last lines of each terminal that were seen. */
  readonly seen: Map<string, readonly string[]>;
  /** How far the list was scrolled, CSS pixels. */
  scrolled: number;
}

export function newListMemory(storage: Pick<Storage, 'getItem' | 'setItem'>): ListMemory {
  return { bells: new HeardBells(storage), seen: new Map(), scrolled: 0 };
}
