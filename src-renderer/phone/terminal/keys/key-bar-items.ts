import { z } from 'zod';
import type { ModifierName } from './sticky-modifiers.ts';

/** What one place of the key bar does. */
export type BarKey =
  | {
      readonly kind: 'key';
      readonly label: string;
      readonly spoken: string;
      readonly key: string;
      readonly repeats: boolean;
    }
  | { readonly kind: 'modifier'; readonly label: string; readonly spoken: string; readonly name: ModifierName }
  | { readonly kind: 'paste'; readonly label: string; readonly spoken: string }
  /** A key with modifiers of its own. */
  | {
      readonly kind: 'chord';
      readonly label: string;
      readonly spoken: string;
      readonly key: string;
      readonly ctrl: boolean;
      readonly alt: boolean;
      readonly shift: boolean;
    }
  /** Text of the user's own. */
  | {
      readonly kind: 'snippet';
      readonly label: string;
      readonly spoken: string;
      readonly text: string;
      readonly enter: boolean;
    };

const key = (label: string, spoken: string, name: string, repeats = false): BarKey => ({
  kind: 'key',
  label,
  spoken,
  key: name,
  repeats,
});
const control = (letter: string): BarKey => ({
  kind: 'chord',
  label: `^${letter}`,
  spoken: `Control ${letter}`,
  key: letter.toLowerCase(),
  ctrl: true,
  alt: false,
  shift: false,
});

/** Keys that every bar can have, by the name under which an arrangement is kept. */
export const BUILT_IN: Readonly<Record<string, BarKey>> = {
  esc: key('Esc', 'Escape', 'Escape'),
  tab: key('Tab', 'Tab', 'Tab'),
  ctrl: { kind: 'modifier', label: 'Ctrl', spoken: 'Control', name: 'ctrl' },
  alt: { kind: 'modifier', label: 'Alt', spoken: 'Alt', name: 'alt' },
  shift: { kind: 'modifier', label: 'Shift', spoken: 'Shift', name: 'shift' },
  up: key('↑', 'Up', 'ArrowUp', true),
  down: key('↓', 'Down', 'ArrowDown', true),
  left: key('←', 'Left', 'ArrowLeft', true),
  right: key('→', 'Right', 'ArrowRight', true),
  'ctrl-c': control('C'),
  'ctrl-d': control('D'),
  'ctrl-z': control('Z'),
  'ctrl-r': control('R'),
  'ctrl-l': control('L'),
  pipe: key('|', 'Pipe', '|'),
  slash: key('/', 'Slash', '/'),
  tilde: key('~', 'Tilde', '~'),
  dash: key('-', 'Dash', '-'),
  'shift-tab': {
    kind: 'chord',
    label: '⇧Tab',
    spoken: 'Shift Tab',
    key: 'Tab',
    ctrl: false,
    alt: false,
    shift: true,
  },
  paste: { kind: 'paste', label: 'Paste', spoken: 'Paste' },
  home: key('Home', 'Home', 'Home'),
  end: key('End', 'End', 'End'),
  'page-up': key('PgUp', 'Page up', 'PageUp', true),
  'page-down': key('PgDn', 'Page down', 'PageDown', true),
  delete: key('Del', 'Delete', 'Delete', true),
};

const ownKeySchema = z.object({
  id: z.string().regex(/^own-\d+$/),
  label: z.string().min(1).max(12),
  does: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('snippet'), text: z.string().min(1).max(4000), enter: z.boolean() }),
    z.object({
      kind: z.literal('chord'),
      key: z.string().min(1).max(12),
      ctrl: z.boolean(),
      alt: z.boolean(),
      shift: z.boolean(),
    }),
  ]),
});
export type OwnKey = z.infer<typeof ownKeySchema>;

export const keyBarSchema = z.object({
  /** Names of built-in keys and of the user's own, in their order. */
  order: z.array(z.string()).max(100),
  own: z.array(ownKeySchema).max(50),
});
export type KeyBarItems = z.infer<typeof keyBarSchema>;

export const DEFAULT_ITEMS: KeyBarItems = {
  order: [
    ...['esc', 'tab', 'ctrl', 'up', 'down', 'left', 'right', 'ctrl-c', 'alt', 'shift'],
    ...['pipe', 'slash', 'tilde', 'dash', 'ctrl-d', 'ctrl-z', 'ctrl-r', 'ctrl-l', 'shift-tab', 'paste'],
  ],
  own: [],
};

/** The bar's keys in their order, each with its name. Names that mean nothing here are of a newer version. */
export function barKeys(items: KeyBarItems): ReadonlyArray<{ readonly id: string; readonly key: BarKey }> {
  return items.order.flatMap((id) => {
    const known = barKeyOf(items, id);
    return known === undefined ? [] : [{ id, key: known }];
  });
}

export function barKeyOf(items: KeyBarItems, id: string): BarKey | undefined {
  const own = items.own.find((each) => each.id === id);
  if (own === undefined) return Object.hasOwn(BUILT_IN, id) ? BUILT_IN[id] : undefined;
  return { ...own.does, label: own.label, spoken: own.label };
}

/** Built-in keys that are not in the bar. */
export function spareKeys(items: KeyBarItems): ReadonlyArray<string> {
  return Object.keys(BUILT_IN).filter((id) => !items.order.includes(id));
}

export function moved(items: KeyBarItems, id: string, by: -1 | 1): KeyBarItems {
  const at = items.order.indexOf(id);
  const to = at + by;
  const other = items.order[to];
  if (at < 0 || other === undefined) return items;
  const order = items.order.with(at, other).with(to, id);
  return { ...items, order };
}

/** Takes a key off the bar; the user's own is then gone. */
export function removed(items: KeyBarItems, id: string): KeyBarItems {
  return { order: items.order.filter((each) => each !== id), own: items.own.filter((each) => each.id !== id) };
}

export function added(items: KeyBarItems, id: string): KeyBarItems {
  return items.order.includes(id) || !Object.hasOwn(BUILT_IN, id) ? items : { ...items, order: [...items.order, id] };
}

/** Adds a key of the user's own, before all others: what one makes one wants to find. */
export function withOwn(items: KeyBarItems, label: string, does: OwnKey['does']): KeyBarItems {
  const last = Math.max(0, ...items.own.map((each) => Number(each.id.slice('own-'.length))));
  const id = `own-${last + 1}`;
  return { order: [id, ...items.order], own: [...items.own, { id, label: label.slice(0, 12), does }] };
}
