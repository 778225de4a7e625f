import type { Size } from '../caller.ts';

/** Who owns a terminal's size, and which grid each attached client could show. */
export interface Driving {
  /** A connection's id. */
  readonly driver: string | null;
  readonly views: ReadonlyMap<string, Size>;
}

export type DriverAct =
  /** Passive: a window was dragged, a soft keyboard came up, somebody attached. */
  | { readonly kind: 'reported'; readonly by: string; readonly view: Size }
  /** A human's "fit to this screen". */
  | { readonly kind: 'claimed'; readonly by: string; readonly view: Size }
  | { readonly kind: 'typed'; readonly by: string }
  /** Stops driving, stays attached. */
  | { readonly kind: 'released'; readonly by: string }
  | { readonly kind: 'left'; readonly by: string };

export const nobodyDrives: Driving = { driver: null, views: new Map() };

/**
 * The whole rule book. `size` is the grid that the terminal shall have, or null when nobody's act decides it; whoever
 * applies it drops a size that already is.
 */
export function drive(now: Driving, act: DriverAct): { readonly next: Driving; readonly size: Size | null } {
  switch (act.kind) {
    case 'reported': {
      const next = { ...now, views: new Map(now.views).set(act.by, act.view) };
      return { next, size: now.driver === act.by ? act.view : null };
    }
    case 'claimed':
      return { next: { driver: act.by, views: new Map(now.views).set(act.by, act.view) }, size: act.view };
    case 'typed':
      // A driver that types on, which is every key but the first, changes nothing.
      if (now.driver === act.by) return { next: now, size: null };
      return { next: { ...now, driver: act.by }, size: now.views.get(act.by) ?? null };
    case 'released':
      return { next: now.driver === act.by ? { ...now, driver: null } : now, size: null };
    case 'left': {
      const views = new Map(now.views);
      views.delete(act.by);
      return { next: { driver: now.driver === act.by ? null : now.driver, views }, size: null };
    }
  }
}

export function sameSize(a: Size, b: Size): boolean {
  return a.cols === b.cols && a.rows === b.rows;
}
