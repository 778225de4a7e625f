import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Figure, nameOf } from './report.ts';
import { ROOT } from './subjects.ts';

/** A figure of an earlier run that was looked at and accepted. Ratios to the floor where there is one, else values. */
interface Entry {
  readonly value: number;
  /** How far a figure may be worse before it is called so: 0.5 is by half. */
  readonly tolerance: number;
}

const FILE = join(ROOT, 'bench/baseline.json');
/** Two cores shared with whatever else runs: wide enough to stay quiet about that. */
const TOLERANCE = 0.5;

export function readBaseline(): Record<string, Entry> {
  return JSON.parse(readFileSync(FILE, 'utf8')) as Record<string, Entry>;
}

/** Keeps the tolerances that somebody chose by hand. */
export function saveBaseline(figures: readonly Figure[]): void {
  const old = readBaseline();
  const entries = figures.map((each) => {
    const name = nameOf(each);
    return [name, { value: Number(comparable(each).toPrecision(3)), tolerance: old[name]?.tolerance ?? TOLERANCE }];
  });
  writeFileSync(FILE, `${JSON.stringify({ ...old, ...Object.fromEntries(entries) }, undefined, 2)}\n`);
}

export function againstBaseline(baseline: Record<string, Entry>, figure: Figure): 'new' | 'same' | 'worse' {
  const entry = baseline[nameOf(figure)];
  if (entry === undefined) return 'new';
  const value = comparable(figure);
  const worse = figure.lower
    ? value > entry.value * (1 + entry.tolerance)
    : value < entry.value / (1 + entry.tolerance);
  return worse ? 'worse' : 'same';
}

function comparable(figure: Figure): number {
  return figure.other === undefined ? figure.value : figure.value / figure.other;
}
