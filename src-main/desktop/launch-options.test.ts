import { expect, test } from 'vitest';
import { launchOptions, linksAmong } from './launch-options.ts';

test('the data directory is named with or without an equals sign', () => {
  expect(launchOptions(['app', '.', '--data-dir', '/srv/hp']).dataDir).toBe('/srv/hp');
  expect(launchOptions(['app', '--data-dir=/srv/hp']).dataDir).toBe('/srv/hp');
  expect(launchOptions(['app', '--data-dir=']).dataDir).toBeUndefined();
  expect(launchOptions(['app', '--data-dir']).dataDir).toBeUndefined();
});

test('arguments that nobody knows are ignored', () => {
  const options = launchOptions(['app', '--inspect=0', '; rm -rf /', '\0', '--hiddenly', '-x', 'http://a.example/']);
  expect(options).toEqual({ dataDir: undefined, hidden: false, links: [] });
});

test('nothing behind a link is taken for an option', () => {
  const options = launchOptions(['app', 'homeport://terminal/t_0000', '--hidden', '--data-dir=/tmp/theirs']);
  expect(options).toEqual({ dataDir: undefined, hidden: false, links: ['homeport://terminal/t_0000'] });
});

test('nothing behind a link that is too long to be one is taken for an option', () => {
  const flood = `homeport://terminal/t_${'0'.repeat(100_000)}`;
  const options = launchOptions([
    'app',
    '--',
    flood,
    '--data-dir=/tmp/theirs',
    '--hidden',
    'homeport://terminal/t_0000',
  ]);
  expect(options).toEqual({ dataDir: undefined, hidden: false, links: ['homeport://terminal/t_0000'] });
});

test('options before a link count', () => {
  const options = launchOptions(['app', '--data-dir=/srv/hp', '--hidden', 'HOMEPORT://x']);
  expect(options).toEqual({ dataDir: '/srv/hp', hidden: true, links: ['HOMEPORT://x'] });
});

test('what another start sends is cut to a few links of sane length', () => {
  expect(linksAmong([1, null, { a: 1 }, 'homeport:a', `homeport:${'x'.repeat(9000)}`, 'file:///etc'])).toEqual([
    'homeport:a',
  ]);
  expect(linksAmong(Array.from({ length: 100 }, () => 'homeport:a'))).toHaveLength(8);
});
