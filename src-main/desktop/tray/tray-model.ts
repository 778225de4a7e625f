import type { Badges } from '../../../src-shared/attention/attention.ts';
import type { Intents, ShellState } from '../shell.ts';
import { menuLabel } from './menu-label.ts';
import type { Activity } from './terminal-activity.ts';

/**
 * One line of the tray's menu. What `run` does follows from the rest of the entry: two that are equal do the
 * same. Labels may hold what a program wrote; {@link trayModel} makes plain lines of them.
 */
export type TrayEntry =
  /** To be read only. */
  | { readonly kind: 'line'; readonly id: string; readonly label: string }
  | { readonly kind: 'action'; readonly id: string; readonly label: string; readonly run: () => void }
  | {
      readonly kind: 'switch';
      readonly id: string;
      readonly label: string;
      readonly on: boolean;
      /** Called with what the user wishes. */
      readonly run: (on: boolean) => void;
    };

/** What the sections know beside the hub's state, and what they can ask for. */
export interface TrayContext {
  readonly intents: Intents;
  /** Host and port of the hub; null while there is none. */
  readonly address: string | null;
  /** The terminals that want to be looked at. */
  readonly badges: Badges;
  readonly activity: Activity;
  /** What the system says; null when it has no such thing. */
  readonly loginItem: boolean | null;
  readonly setOpenAtLogin: (on: boolean) => void;
}

/** A part of the menu. A module that has something to offer there brings one of its own. */
export type TraySection = (state: ShellState, context: TrayContext) => ReadonlyArray<TrayEntry>;

/** The whole menu, the text that the icon shows under the pointer, and whether the icon is to say that something waits. */
export interface TrayModel {
  readonly items: ReadonlyArray<TrayEntry | { readonly kind: 'separator' }>;
  readonly tooltip: string;
  readonly waiting: boolean;
}

/** Puts the menu together: the sections in order, a line between those that have something. */
export function trayModel(sections: ReadonlyArray<TraySection>, state: ShellState, context: TrayContext): TrayModel {
  const parts = sections.map((section) => section(state, context)).filter((entries) => entries.length > 0);
  const items = parts.flatMap((entries, at) => [
    ...(at === 0 ? [] : [{ kind: 'separator' } as const]),
    ...entries.map((entry) => ({ ...entry, label: menuLabel(entry.label) })),
  ]);
  const waiting = Object.keys(context.badges).length;
  return { items, tooltip: tooltipOf(waiting), waiting: waiting > 0 };
}

function tooltipOf(waiting: number): string {
  if (waiting === 0) return 'Homeport';
  return waiting === 1 ? 'Homeport: a terminal waits for you' : `Homeport: ${waiting} terminals wait for you`;
}

/** Whether two models look and act the same. */
export function sameModel(one: TrayModel, other: TrayModel): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
