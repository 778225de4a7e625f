import type { RandomBytes } from '../../../src-shared/base/ids.ts';

const COUNT = 4;
const NUMBERS = 1_000_000;
/** The largest multiple of a million in 32 bits: what is above would make some numbers likelier. */
const FAIR = Math.floor(2 ** 32 / NUMBERS) * NUMBERS;

/** Four different numbers of six digits, the right one at a place that nothing tells. */
export function candidatesFor(right: string, random: RandomBytes): string[] {
  const all = new Set([right]);
  while (all.size < COUNT) all.add(randomNumber(random));
  const others = [...all].slice(1);
  const [byte = 0] = random(1);
  return others.toSpliced(byte % COUNT, 0, right);
}

function randomNumber(random: RandomBytes): string {
  for (;;) {
    const [a = 0, b = 0, c = 0, d = 0] = random(4);
    const value = a * 2 ** 24 + b * 2 ** 16 + c * 2 ** 8 + d;
    if (value < FAIR) return String(value % NUMBERS).padStart(6, '0');
  }
}
