import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  dividerAt,
  dividersOf,
  even,
  insertBeside,
  type LayoutNode,
  leaf,
  moveDivider,
  neighbour,
  panesOf,
  remove,
  replace,
  type Side,
  terminalsOf,
} from './layout-tree.ts';

const SIDES: ReadonlyArray<Side> = ['left', 'right', 'up', 'down'];

/** a | (b / c) */
function three(): LayoutNode {
  return insertBeside(insertBeside(leaf('a'), 'a', 'right', leaf('b')), 'b', 'down', leaf('c'));
}

test('a split on the right gives the new pane half of the room', () => {
  const root = insertBeside(leaf('a'), 'a', 'right', leaf('b'));
  expect(panesOf(root)).toEqual([
    { terminal: 'a', rect: { left: 0, top: 0, width: 0.5, height: 1 } },
    { terminal: 'b', rect: { left: 0.5, top: 0, width: 0.5, height: 1 } },
  ]);
});

test('splits of the same direction lie flat, so that dividers are between neighbours', () => {
  const root = insertBeside(insertBeside(leaf('a'), 'a', 'right', leaf('b')), 'b', 'right', leaf('c'));
  expect(root).toMatchObject({ kind: 'split', axis: 'row', sizes: [0.5, 0.25, 0.25] });
  expect(dividersOf(root)).toHaveLength(2);
});

test('what is taken out leaves its room to the others in proportion', () => {
  const root = remove(three(), 'c');
  expect(root).toEqual(insertBeside(leaf('a'), 'a', 'right', leaf('b')));
  expect(remove(leaf('a'), 'a')).toBeUndefined();
});

test('arrows go to the pane one sees there', () => {
  const root = three();
  expect(neighbour(root, 'a', 'right')).toBe('b');
  expect(neighbour(root, 'b', 'down')).toBe('c');
  expect(neighbour(root, 'c', 'left')).toBe('a');
  expect(neighbour(root, 'a', 'left')).toBeUndefined();
});

test('a divider moves what is beside it and nothing else, and stops before a pane is gone', () => {
  const root = three();
  const moved = moveDivider(root, [1], 0, 0.2);
  expect(panesOf(moved).map(({ rect }) => rect.height)).toEqual([1, 0.7, expect.closeTo(0.3)]);
  const [a, b] = panesOf(moveDivider(root, [], 0, 5)).map(({ rect }) => rect.width);
  expect(a).toBeCloseTo(0.95);
  expect(b).toBeCloseTo(0.05);
});

test('keys grow a pane over its nearest divider in that direction', () => {
  expect(dividerAt(three(), 'b', 'down')).toEqual({ path: [1], index: 0, direction: 1 });
  expect(dividerAt(three(), 'c', 'left')).toEqual({ path: [], index: 0, direction: -1 });
  expect(dividerAt(leaf('a'), 'a', 'left')).toBeUndefined();
});

test('replacing keeps the place', () => {
  expect(terminalsOf(replace(three(), 'b', 'x'))).toEqual(['a', 'x', 'c']);
});

function problemsOf(node: LayoutNode, parent?: LayoutNode): ReadonlyArray<string> {
  if (node.kind === 'leaf') return [];
  const sum = node.sizes.reduce((total, size) => total + size, 0);
  return [
    ...(node.children.length < 2 ? ['a split of fewer than two'] : []),
    ...(node.sizes.length !== node.children.length ? ['sizes do not match children'] : []),
    ...(Math.abs(sum - 1) > 1e-6 ? [`sizes add up to ${sum}`] : []),
    ...(node.sizes.some((size) => size <= 0) ? ['a pane without room'] : []),
    ...(parent?.kind === 'split' && parent.axis === node.axis ? ['a split in a split of the same axis'] : []),
    ...node.children.flatMap((child) => problemsOf(child, node)),
  ];
}

test('whatever is done to it, a tree stays in its normal form and loses no terminal', () => {
  const step = fc.record({
    what: fc.constantFrom('insert', 'remove', 'move', 'even'),
    at: fc.nat(100),
    side: fc.constantFrom(...SIDES),
    delta: fc.double({ min: -1, max: 1, noNaN: true }),
  });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
      let root: LayoutNode = leaf('t0');
      let next = 1;
      for (const { what, at, side, delta } of steps) {
        const before = terminalsOf(root);
        const terminal = before[at % before.length] ?? '';
        if (what === 'insert') {
          root = insertBeside(root, terminal, side, leaf(`t${next++}`));
          expect(terminalsOf(root)).toHaveLength(before.length + 1);
        } else if (what === 'remove' && before.length > 1) {
          root = remove(root, terminal) ?? root;
          expect(terminalsOf(root)).toEqual(before.filter((each) => each !== terminal));
        } else if (what === 'even') root = even(root);
        else {
          const divider = dividersOf(root)[at % 7];
          if (divider !== undefined) root = moveDivider(root, divider.path, divider.index, delta);
        }
        expect(problemsOf(root)).toEqual([]);
        const area = panesOf(root).reduce((sum, { rect }) => sum + rect.width * rect.height, 0);
        expect(area).toBeCloseTo(1);
      }
    }),
    { numRuns: 300 },
  );
});
