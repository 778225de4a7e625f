import type { Notification } from './notification.ts';
import type { Tray } from './tray.ts';

/** What the app asked of the desktop, for specs of the stand-in; e2e specs reach both runtimes through `electron`. */
export interface Records {
  readonly calls: Array<{ readonly what: string; readonly with: unknown }>;
  /** What the next dialog of a kind answers; a dialog without an answer is an error. */
  readonly answers: Record<string, unknown[]>;
  readonly trays: Set<Tray>;
  readonly notifications: Set<Notification>;
}

export function newRecords(): Records {
  return { calls: [], answers: {}, trays: new Set(), notifications: new Set() };
}
