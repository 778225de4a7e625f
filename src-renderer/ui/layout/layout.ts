import {
  contains,
  even,
  insertBeside,
  type LayoutNode,
  leaf,
  remove,
  replace,
  type Side,
  terminalsOf,
} from './layout-tree.ts';

/** A tab: a tree of panes and which of them has the keyboard. */
export interface Tab {
  /** Unique within a layout. */
  readonly id: string;
  readonly root: LayoutNode;
  /** Always one of the tree's terminals. */
  readonly focus: string;
  /** The focused pane alone fills the tab. */
  readonly zoomed: boolean;
}

/**
 * What one window shows. Pure view state: it never says what exists, only where it is drawn. A terminal stands in a
 * layout at most once.
 */
export interface Layout {
  readonly tabs: ReadonlyArray<Tab>;
  /** Id of the tab in front; null only when there are none. */
  readonly active: string | null;
}

export const emptyLayout: Layout = { tabs: [], active: null };

export function activeTab(layout: Layout): Tab | undefined {
  return layout.tabs.find((tab) => tab.id === layout.active);
}

export function focusedTerminal(layout: Layout): string | undefined {
  return activeTab(layout)?.focus;
}

export function tabOf(layout: Layout, terminal: string): Tab | undefined {
  return layout.tabs.find((tab) => contains(tab.root, terminal));
}

export function shownTerminals(layout: Layout): ReadonlyArray<string> {
  return layout.tabs.flatMap((tab) => terminalsOf(tab.root));
}

/** The terminals a user can see now: those of the tab in front, or its zoomed one. */
export function visibleTerminals(layout: Layout): ReadonlyArray<string> {
  const tab = activeTab(layout);
  if (tab === undefined) return [];
  return tab.zoomed ? [tab.focus] : terminalsOf(tab.root);
}

function freshId(layout: Layout): string {
  const taken = new Set(layout.tabs.map((tab) => tab.id));
  let n = layout.tabs.length + 1;
  while (taken.has(`tab-${n}`)) n++;
  return `tab-${n}`;
}

function withTab(layout: Layout, id: string, change: (tab: Tab) => Tab): Layout {
  return { ...layout, tabs: layout.tabs.map((tab) => (tab.id === id ? change(tab) : tab)) };
}

/** Brings a terminal to the front: where it is, or in a new tab right of the one in front. */
export function open(layout: Layout, terminal: string): Layout {
  const shown = tabOf(layout, terminal);
  if (shown !== undefined) return focus(layout, terminal);
  const tab: Tab = { id: freshId(layout), root: leaf(terminal), focus: terminal, zoomed: false };
  const at = layout.tabs.findIndex((each) => each.id === layout.active) + 1;
  return { tabs: [...layout.tabs.slice(0, at), tab, ...layout.tabs.slice(at)], active: tab.id };
}

export function focus(layout: Layout, terminal: string): Layout {
  const tab = tabOf(layout, terminal);
  if (tab === undefined) return layout;
  if (tab.focus === terminal && layout.active === tab.id) return layout;
  return { ...withTab(layout, tab.id, (each) => ({ ...each, focus: terminal })), active: tab.id };
}

export function activate(layout: Layout, tab: string): Layout {
  return layout.tabs.some((each) => each.id === tab) ? { ...layout, active: tab } : layout;
}

/** The tab `by` places right of the one in front, going round. */
export function step(layout: Layout, by: number): Layout {
  const at = layout.tabs.findIndex((tab) => tab.id === layout.active);
  const count = layout.tabs.length;
  const next = layout.tabs[(((at + by) % count) + count) % count];
  return at < 0 || next === undefined ? layout : { ...layout, active: next.id };
}

/** Shows `added` beside `target`, taking it from wherever it was. */
export function place(layout: Layout, target: string, side: Side, added: string): Layout {
  if (target === added) return layout;
  const without = close(layout, added);
  const tab = tabOf(without, target);
  if (tab === undefined) return layout;
  const placed = withTab(without, tab.id, (each) => ({
    ...each,
    root: insertBeside(each.root, target, side, leaf(added)),
    focus: added,
    zoomed: false,
  }));
  return { ...placed, active: tab.id };
}

/** Puts a whole tab beside a pane of another one. */
export function mergeTab(layout: Layout, moved: string, target: string, side: Side): Layout {
  const source = layout.tabs.find((tab) => tab.id === moved);
  const into = tabOf(layout, target);
  if (source === undefined || into === undefined || source.id === into.id) return layout;
  const rest = { ...layout, tabs: layout.tabs.filter((tab) => tab.id !== moved) };
  const merged = withTab(rest, into.id, (tab) => ({
    ...tab,
    root: insertBeside(tab.root, target, side, source.root),
    focus: source.focus,
    zoomed: false,
  }));
  return { ...merged, active: into.id };
}

/** Gives a pane a tab of its own at place `index`. */
export function extract(layout: Layout, terminal: string, index: number): Layout {
  const tab = tabOf(layout, terminal);
  if (tab === undefined) return layout;
  if (tab.root.kind === 'leaf') return moveTab(layout, tab.id, index);
  const rest = close(layout, terminal);
  const own: Tab = { id: freshId(layout), root: leaf(terminal), focus: terminal, zoomed: false };
  return { tabs: [...rest.tabs.slice(0, index), own, ...rest.tabs.slice(index)], active: own.id };
}

/** Moves a tab so that it stands before the one that is now at `index`. */
export function moveTab(layout: Layout, moved: string, index: number): Layout {
  const from = layout.tabs.findIndex((tab) => tab.id === moved);
  const tab = layout.tabs[from];
  if (tab === undefined) return layout;
  const rest = layout.tabs.filter((each) => each.id !== moved);
  const at = index > from ? index - 1 : index;
  return { tabs: [...rest.slice(0, at), tab, ...rest.slice(at)], active: moved };
}

/** Takes a terminal off the screen; what it is doing goes on. The pane or tab next to it comes to the front. */
export function close(layout: Layout, terminal: string): Layout {
  const tab = tabOf(layout, terminal);
  if (tab === undefined) return layout;
  const root = remove(tab.root, terminal);
  if (root !== undefined) {
    const order = terminalsOf(tab.root);
    const beside = order[order.indexOf(terminal) - 1] ?? terminalsOf(root)[0] ?? tab.focus;
    const next = tab.focus === terminal ? beside : tab.focus;
    return withTab(layout, tab.id, (each) => ({ ...each, root, focus: next, zoomed: false }));
  }
  const at = layout.tabs.findIndex((each) => each.id === tab.id);
  const tabs = layout.tabs.filter((each) => each.id !== tab.id);
  const active = layout.active === tab.id ? ((tabs[at] ?? tabs[at - 1])?.id ?? null) : layout.active;
  return { tabs, active };
}

export function zoom(layout: Layout): Layout {
  return layout.active === null ? layout : withTab(layout, layout.active, (tab) => ({ ...tab, zoomed: !tab.zoomed }));
}

export function evenOut(layout: Layout): Layout {
  return layout.active === null ? layout : withTab(layout, layout.active, (tab) => ({ ...tab, root: even(tab.root) }));
}

export function reshape(layout: Layout, tab: string, change: (root: LayoutNode) => LayoutNode): Layout {
  return withTab(layout, tab, (each) => ({ ...each, root: change(each.root) }));
}

/** A terminal was started again under a new id: it takes the old one's place. */
export function substitute(layout: Layout, terminal: string, next: string): Layout {
  const tab = tabOf(layout, terminal);
  if (tab === undefined) return layout;
  // The new one may already have been opened by hand; the place of the old one wins.
  const without = close(layout, next);
  return withTab(without, tab.id, (each) => ({
    ...each,
    root: replace(each.root, terminal, next),
    focus: each.focus === terminal ? next : each.focus,
  }));
}

/** Drops what no longer exists. */
export function prune(layout: Layout, exists: (terminal: string) => boolean): Layout {
  return shownTerminals(layout)
    .filter((terminal) => !exists(terminal))
    .reduce(close, layout);
}
