/**
 * One tab's panes: a tree whose leaves are terminals and whose inner nodes lie side by side (`row`) or one above the
 * other (`column`). Every function is pure and answers with the same node when nothing changes. A terminal stands in a
 * tree at most once.
 */
export type LayoutNode = Leaf | Split;

export interface Leaf {
  readonly kind: 'leaf';
  readonly terminal: string;
}

export interface Split {
  readonly kind: 'split';
  readonly axis: Axis;
  /** At least two; none is a split of the same axis. */
  readonly children: ReadonlyArray<LayoutNode>;
  /** Shares of the whole, as many as children, adding up to one. */
  readonly sizes: ReadonlyArray<number>;
}

export type Axis = 'row' | 'column';
export type Side = 'left' | 'right' | 'up' | 'down';

/** A part of the tab in fractions of it. */
export interface Rect {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** The line between two neighbours, which a hand can drag. `path` leads from the root to the split. */
export interface Divider {
  readonly path: ReadonlyArray<number>;
  /** Lies between children `index` and `index + 1`. */
  readonly index: number;
  readonly axis: Axis;
  readonly rect: Rect;
  /** The extent of the whole split along its axis, to turn pixels into shares. */
  readonly extent: number;
  /** The first neighbour's share of both. */
  readonly share: number;
}

const WHOLE: Rect = { left: 0, top: 0, width: 1, height: 1 };
/** No pane is dragged smaller than this share of its split. */
const MIN_SHARE = 0.05;

export function leaf(terminal: string): Leaf {
  return { kind: 'leaf', terminal };
}

export function terminalsOf(node: LayoutNode): ReadonlyArray<string> {
  return node.kind === 'leaf' ? [node.terminal] : node.children.flatMap(terminalsOf);
}

export function contains(node: LayoutNode, terminal: string): boolean {
  return terminalsOf(node).includes(terminal);
}

function axisOf(side: Side): Axis {
  return side === 'left' || side === 'right' ? 'row' : 'column';
}

function evenly(count: number): ReadonlyArray<number> {
  return Array.from({ length: count }, () => 1 / count);
}

/** Builds a split, folding children of the same axis into it, so that the tree stays in its one normal form. */
function split(axis: Axis, children: ReadonlyArray<LayoutNode>, sizes: ReadonlyArray<number>): LayoutNode {
  const flat: LayoutNode[] = [];
  const shares: number[] = [];
  children.forEach((child, i) => {
    const share = sizes[i] ?? 0;
    if (child.kind === 'split' && child.axis === axis) {
      flat.push(...child.children);
      shares.push(...child.sizes.map((size) => size * share));
    } else {
      flat.push(child);
      shares.push(share);
    }
  });
  const only = flat.length === 1 ? flat[0] : undefined;
  if (only !== undefined) return only;
  const total = shares.reduce((sum, share) => sum + share, 0);
  return {
    kind: 'split',
    axis,
    children: flat,
    sizes: total > 0 ? shares.map((share) => share / total) : evenly(flat.length),
  };
}

/** Puts `added` on one side of `target`'s pane, which gives it half of its room. */
export function insertBeside(node: LayoutNode, target: string, side: Side, added: LayoutNode): LayoutNode {
  if (node.kind === 'leaf') {
    if (node.terminal !== target) return node;
    const first = side === 'left' || side === 'up';
    return split(axisOf(side), first ? [added, node] : [node, added], [0.5, 0.5]);
  }
  if (!contains(node, target)) return node;
  return split(
    node.axis,
    node.children.map((child) => insertBeside(child, target, side, added)),
    node.sizes,
  );
}

/** Takes a terminal out; its neighbours grow in proportion. Undefined when nothing is left. */
export function remove(node: LayoutNode, terminal: string): LayoutNode | undefined {
  if (node.kind === 'leaf') return node.terminal === terminal ? undefined : node;
  if (!contains(node, terminal)) return node;
  const kept: LayoutNode[] = [];
  const sizes: number[] = [];
  node.children.forEach((child, i) => {
    const rest = remove(child, terminal);
    if (rest === undefined) return;
    kept.push(rest);
    sizes.push(node.sizes[i] ?? 0);
  });
  return kept.length === 0 ? undefined : split(node.axis, kept, sizes);
}

/** Shows `next` where `terminal` was. */
export function replace(node: LayoutNode, terminal: string, next: string): LayoutNode {
  if (node.kind === 'leaf') return node.terminal === terminal ? leaf(next) : node;
  if (!contains(node, terminal)) return node;
  return { ...node, children: node.children.map((child) => replace(child, terminal, next)) };
}

/** Where each terminal is, in fractions of the tab, in reading order. */
export function panesOf(node: LayoutNode, rect: Rect = WHOLE): ReadonlyArray<{ terminal: string; rect: Rect }> {
  if (node.kind === 'leaf') return [{ terminal: node.terminal, rect }];
  return partsOf(node, rect).flatMap((part, i) => {
    const child = node.children[i];
    return child === undefined ? [] : panesOf(child, part);
  });
}

function partsOf(node: Split, rect: Rect): ReadonlyArray<Rect> {
  let at = 0;
  return node.sizes.map((size) => {
    const from = at;
    at += size;
    return node.axis === 'row'
      ? { left: rect.left + from * rect.width, top: rect.top, width: size * rect.width, height: rect.height }
      : { left: rect.left, top: rect.top + from * rect.height, width: rect.width, height: size * rect.height };
  });
}

export function dividersOf(
  node: LayoutNode,
  rect: Rect = WHOLE,
  path: ReadonlyArray<number> = [],
): ReadonlyArray<Divider> {
  if (node.kind === 'leaf') return [];
  const parts = partsOf(node, rect);
  const own = parts.slice(1).map((part, index): Divider => {
    const before = node.sizes[index] ?? 0;
    const after = node.sizes[index + 1] ?? 0;
    return {
      path,
      index,
      axis: node.axis,
      rect:
        node.axis === 'row'
          ? { left: part.left, top: part.top, width: 0, height: part.height }
          : { left: part.left, top: part.top, width: part.width, height: 0 },
      extent: node.axis === 'row' ? rect.width : rect.height,
      share: before / (before + after),
    };
  });
  const below = node.children.flatMap((child, i) => {
    const part = parts[i];
    return part === undefined ? [] : dividersOf(child, part, [...path, i]);
  });
  return [...own, ...below];
}

/** Moves a divider by `delta`, a share of its split; neither neighbour falls below the smallest share. */
export function moveDivider(node: LayoutNode, path: ReadonlyArray<number>, index: number, delta: number): LayoutNode {
  if (node.kind === 'leaf') return node;
  const [step, ...rest] = path;
  if (step !== undefined) {
    return {
      ...node,
      children: node.children.map((child, i) => (i === step ? moveDivider(child, rest, index, delta) : child)),
    };
  }
  const before = node.sizes[index];
  const after = node.sizes[index + 1];
  if (before === undefined || after === undefined) return node;
  const least = Math.min(MIN_SHARE, before, after);
  const moved = Math.max(least - before, Math.min(delta, after - least));
  const sizes = [...node.sizes];
  sizes[index] = before + moved;
  sizes[index + 1] = after - moved;
  return { ...node, sizes };
}

/** Gives all panes of every split the same room. */
export function even(node: LayoutNode): LayoutNode {
  if (node.kind === 'leaf') return node;
  return { ...node, children: node.children.map(even), sizes: evenly(node.children.length) };
}

/** The divider that `side` of a terminal's pane can be grown over: the nearest split along that axis. */
export function dividerAt(
  node: LayoutNode,
  terminal: string,
  side: Side,
): { readonly path: ReadonlyArray<number>; readonly index: number; readonly direction: 1 | -1 } | undefined {
  if (node.kind === 'leaf') return undefined;
  const at = node.children.findIndex((child) => contains(child, terminal));
  const child = node.children[at];
  if (child === undefined) return undefined;
  const nearer = dividerAt(child, terminal, side);
  if (nearer !== undefined) return { ...nearer, path: [at, ...nearer.path] };
  if (node.axis !== axisOf(side)) return undefined;
  const direction = side === 'right' || side === 'down' ? 1 : -1;
  // A pane at the edge moves the divider it has, so that the keys always do something visible.
  const index = at < node.children.length - 1 ? at : at - 1;
  return { path: [], index, direction };
}

const TOUCH = 1e-6;

/** The terminal one comes to from `terminal` going towards `side`: the neighbour with the longest common border. */
export function neighbour(node: LayoutNode, terminal: string, side: Side): string | undefined {
  const panes = panesOf(node);
  const here = panes.find((pane) => pane.terminal === terminal)?.rect;
  if (here === undefined) return undefined;
  let best: { readonly terminal: string; readonly border: number } | undefined;
  for (const pane of panes) {
    const border = commonBorder(here, pane.rect, side);
    if (border > TOUCH && (best === undefined || border > best.border)) best = { terminal: pane.terminal, border };
  }
  return best?.terminal;
}

function commonBorder(a: Rect, b: Rect, side: Side): number {
  const touching =
    side === 'left'
      ? Math.abs(b.left + b.width - a.left)
      : side === 'right'
        ? Math.abs(a.left + a.width - b.left)
        : side === 'up'
          ? Math.abs(b.top + b.height - a.top)
          : Math.abs(a.top + a.height - b.top);
  if (touching > TOUCH) return 0;
  return axisOf(side) === 'row'
    ? Math.min(a.top + a.height, b.top + b.height) - Math.max(a.top, b.top)
    : Math.min(a.left + a.width, b.left + b.width) - Math.max(a.left, b.left);
}
