import { expect, test } from 'vitest';
import { InputGate } from './input-gate.ts';

test('each operation of each source passes once, gaps are refused, and 256 sources are remembered', () => {
  const gate = new InputGate();
  const pass = (source: string, op: number): boolean => {
    const isNew = gate.admits(source, op);
    if (isNew) gate.take(source, op);
    return isNew;
  };
  expect(pass('a', 1)).toBe(true);
  expect(pass('a', 1)).toBe(false);
  expect(pass('b', 1)).toBe(true);
  expect(() => pass('a', 3)).toThrow('Input 3 of a came after 1');
  expect(pass('a', 2)).toBe(true);
  for (let i = 0; i < 255; i++) pass(`other ${i}`, 1);
  expect(gate.highest('a')).toBe(2);
  pass('one more', 1);
  expect(gate.highest('b')).toBe(0);
});
