import { expect, test } from 'vitest';
import { lifetimeOf, roleOf } from './role-words.ts';

test('roles are named as people know them, or as the protocol does', () => {
  expect(['watch', 'chat', 'full', 'viewer', 'admin'].map(roleOf)).toEqual([
    'viewer',
    'operator',
    'admin',
    'viewer',
    'admin',
  ]);
  expect(() => roleOf('root')).toThrow('There is no role "root"; there are watch, chat and full.');
});

test('times are minutes, hours or days, or without an end', () => {
  expect(['90m', '12h', '30d', 'ever', undefined].map(lifetimeOf)).toEqual([
    5_400_000,
    43_200_000,
    2_592_000_000,
    undefined,
    undefined,
  ]);
  for (const wrong of ['0d', '1w', 'd', '-1d', '1.5h', ''])
    expect(() => lifetimeOf(wrong), wrong).toThrow('is no time');
});
