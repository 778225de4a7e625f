import { expect, test } from 'vitest';
import { qrLines, qrModules } from './qr.ts';

test('a code is a square with a light zone around it and three finders in its corners', () => {
  const modules = qrModules('http://192.168.1.5:4140/phone/#p=abc');
  expect(modules.every((row) => row.length === modules.length)).toBe(true);
  const at = (x: number, y: number): boolean | undefined => modules[y]?.[x];
  const last = modules.length - 3;
  for (const [x, y] of [
    [2, 2],
    [last, 2],
    [2, last],
  ] as const)
    expect(at(x, y)).toBe(true);
  expect(modules.slice(0, 2).flat().some(Boolean)).toBe(false);
});

test('in a terminal two rows of modules are one line', () => {
  const lines = qrLines('hello');
  expect(lines).toHaveLength(Math.ceil(qrModules('hello').length / 2));
});
