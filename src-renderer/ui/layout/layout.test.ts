import { expect, test } from 'vitest';
import {
  activeTab,
  close,
  emptyLayout,
  extract,
  focus,
  focusedTerminal,
  type Layout,
  mergeTab,
  moveTab,
  open,
  place,
  prune,
  shownTerminals,
  step,
  substitute,
  visibleTerminals,
  zoom,
} from './layout.ts';
import { parseLayout, printLayout } from './layout-record.ts';

const names = (layout: Layout): ReadonlyArray<string> =>
  layout.tabs.map((tab) => shownTerminals({ tabs: [tab], active: null }).join('+'));
const withTabs = (...terminals: string[]): Layout => terminals.reduce(open, emptyLayout);

test('a new tab stands right of the one in front and is in front', () => {
  const layout = open(focus(withTabs('a', 'b'), 'a'), 'c');
  expect(names(layout)).toEqual(['a', 'c', 'b']);
  expect(focusedTerminal(layout)).toBe('c');
});

test('opening what is open brings it to the front', () => {
  const layout = open(withTabs('a', 'b'), 'a');
  expect(names(layout)).toEqual(['a', 'b']);
  expect(focusedTerminal(layout)).toBe('a');
});

test('closing the tab in front shows its right neighbour, or the last', () => {
  expect(focusedTerminal(close(focus(withTabs('a', 'b', 'c'), 'b'), 'b'))).toBe('c');
  expect(focusedTerminal(close(withTabs('a', 'b'), 'b'))).toBe('a');
  expect(close(withTabs('a'), 'a')).toEqual({ tabs: [], active: null });
});

test('closing a pane gives the keyboard to the one before it', () => {
  const layout = place(place(withTabs('a'), 'a', 'right', 'b'), 'b', 'down', 'c');
  expect(focusedTerminal(layout)).toBe('c');
  expect(focusedTerminal(close(layout, 'c'))).toBe('b');
});

test('a tab can go into another as a split, and a pane out as a tab', () => {
  const layout = withTabs('a', 'b');
  const merged = mergeTab(layout, layout.tabs[1]?.id ?? '', 'a', 'right');
  expect(names(merged)).toEqual(['a+b']);
  expect(names(extract(merged, 'a', 0))).toEqual(['a', 'b']);
  expect(focusedTerminal(extract(merged, 'a', 0))).toBe('a');
});

test('a tab cannot be put into itself, nor a pane beside itself', () => {
  const layout = withTabs('a');
  expect(mergeTab(layout, layout.tabs[0]?.id ?? '', 'a', 'left')).toBe(layout);
  expect(place(layout, 'a', 'left', 'a')).toBe(layout);
});

test('tabs move before the one at a place', () => {
  const layout = withTabs('a', 'b', 'c');
  const [a, , c] = layout.tabs;
  expect(names(moveTab(layout, a?.id ?? '', 3))).toEqual(['b', 'c', 'a']);
  expect(names(moveTab(layout, c?.id ?? '', 0))).toEqual(['c', 'a', 'b']);
});

test('stepping goes round', () => {
  const layout = withTabs('a', 'b', 'c');
  expect(focusedTerminal(step(layout, 1))).toBe('a');
  expect(focusedTerminal(step(step(layout, 1), -1))).toBe('c');
  expect(step(emptyLayout, 1)).toBe(emptyLayout);
});

test('a zoomed pane is the only one that is seen, and a new split ends that', () => {
  const layout = zoom(place(withTabs('a'), 'a', 'right', 'b'));
  expect(visibleTerminals(layout)).toEqual(['b']);
  expect(activeTab(place(layout, 'b', 'down', 'c'))?.zoomed).toBe(false);
});

test('a restarted terminal takes the place of the old one, also when it was opened before', () => {
  const layout = open(place(withTabs('a'), 'a', 'right', 'b'), 'new');
  expect(names(substitute(layout, 'b', 'new'))).toEqual(['a+new']);
});

test('pruning drops what no longer exists and keeps the rest where it is', () => {
  const layout = open(place(withTabs('a'), 'a', 'right', 'b'), 'c');
  expect(names(prune(layout, (terminal) => terminal !== 'a'))).toEqual(['b', 'c']);
  expect(prune(layout, () => true)).toBe(layout);
});

test('a layout comes back from storage as it was', () => {
  const layout = zoom(open(place(withTabs('a'), 'a', 'right', 'b'), 'c'));
  expect(parseLayout(printLayout(layout))).toEqual(layout);
});

test.each([
  ['nothing', null],
  ['not JSON', '{'],
  ['another form', '{"tabs":7}'],
  [
    'a focus that is not there',
    printLayout({
      ...withTabs('a'),
      tabs: [{ id: 'x', root: { kind: 'leaf', terminal: 'a' }, focus: 'b', zoomed: false }],
    }),
  ],
  ['a terminal twice', printLayout({ active: null, tabs: [...withTabs('a').tabs, ...withTabs('a').tabs] })],
])('a damaged record (%s) is an empty layout', (_what, text) => {
  expect(parseLayout(text)).toEqual(emptyLayout);
});

test('a record whose front tab is missing shows the first one', () => {
  expect(focusedTerminal(parseLayout(printLayout({ ...withTabs('a', 'b'), active: 'gone' })))).toBe('a');
});
