import { expect, test } from 'vitest';
import { safeLink } from './link-target.ts';

test('only web and mail addresses are links', () => {
  expect(safeLink('https://example.com/a')).toBe('https://example.com/a');
  expect(safeLink('mailto:ana@example.com')).toBe('mailto:ana@example.com');
  for (const bad of [
    'javascript:alert(1)',
    'file:///etc/passwd',
    'data:text/html,x',
    'ssh://host',
    'vscode://x',
    'nonsense',
  ])
    expect(safeLink(bad)).toBeUndefined();
});
