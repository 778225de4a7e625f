import { expect, test } from 'vitest';
import { added, BUILT_IN, barKeys, DEFAULT_ITEMS, moved, removed, spareKeys, withOwn } from './key-bar-items.ts';
import { keyBytes, NO_MODIFIERS } from './key-bytes.ts';

test('the bar begins with the keys that a phone lacks, each of which sends something', () => {
  expect(DEFAULT_ITEMS.order.every((id) => Object.hasOwn(BUILT_IN, id))).toBe(true);
  const labels = barKeys(DEFAULT_ITEMS).map(({ key }) => key.label);
  expect(labels).toEqual('Esc Tab Ctrl ↑ ↓ ← → ^C Alt Shift | / ~ - ^D ^Z ^R ^L ⇧Tab Paste'.split(' '));
  for (const key of Object.values(BUILT_IN))
    if (key.kind === 'key' || key.kind === 'chord')
      expect(keyBytes(key.key, NO_MODIFIERS, { applicationCursor: false }), key.label).toBeDefined();
});

test('keys move by one place and stop at the ends', () => {
  const first = moved(DEFAULT_ITEMS, 'tab', -1);
  expect(first.order.slice(0, 2)).toEqual(['tab', 'esc']);
  expect(moved(first, 'tab', -1)).toBe(first);
  expect(moved(DEFAULT_ITEMS, 'nothing', 1)).toBe(DEFAULT_ITEMS);
});

test('a built-in key that is taken off can be put back', () => {
  const without = removed(DEFAULT_ITEMS, 'esc');
  expect(without.order).not.toContain('esc');
  expect(spareKeys(without)).toContain('esc');
  expect(added(without, 'esc').order.at(-1)).toBe('esc');
  expect(added(DEFAULT_ITEMS, 'esc')).toBe(DEFAULT_ITEMS);
  expect(added(DEFAULT_ITEMS, 'constructor')).toBe(DEFAULT_ITEMS);
});

test('snippets and chords of the user stand first, have names of their own, and go when they are taken off', () => {
  let items = withOwn(DEFAULT_ITEMS, 'status', { kind: 'snippet', text: 'git status', enter: true });
  items = withOwn(items, 'save', { kind: 'chord', key: 's', ctrl: true, alt: false, shift: false });
  expect(
    barKeys(items)
      .slice(0, 2)
      .map(({ key }) => key.label),
  ).toEqual(['save', 'status']);
  const [own] = items.order;
  if (own === undefined) throw new Error('the bar is empty');
  const without = removed(items, own);
  expect(without.own.map((each) => each.label)).toEqual(['status']);
});

test('names of a newer version cost nothing but themselves', () => {
  expect(barKeys({ order: ['esc', 'hologram', '__proto__'], own: [] }).map(({ id }) => id)).toEqual(['esc']);
});
