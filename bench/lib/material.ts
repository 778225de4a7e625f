import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ROOT } from './subjects.ts';

const MIB = 1024 * 1024;

/** In memory where there is such a place, so that no disk is measured. */
export const workshop = mkdtempSync(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'homeport-bench-'));
process.on('exit', () => rmSync(workshop, { recursive: true, force: true }));

const made = new Map<string, string>();

/** Compiles a program of bench/programs once. */
export function program(name: 'flood' | 'ticker'): string {
  return once(name, (path) => {
    execFileSync('cc', ['-O2', '-o', path, join(ROOT, `bench/programs/${name}.c`)], { stdio: 'inherit' });
  });
}

/** Kinds of output, as they come from a build, a coloured log and a program that redraws its screen. */
export type Kind = 'plain' | 'coloured' | 'redraws' | 'region';

/** A file with `mebibytes` of one kind. */
export function output(kind: Kind, mebibytes: number): string {
  return once(`${kind}-${mebibytes}`, (path) => writeFileSync(path, outputBytes(kind, mebibytes * MIB)));
}

function once(name: string, make: (path: string) => void): string {
  const known = made.get(name);
  if (known !== undefined) return known;
  const path = join(workshop, name);
  make(path);
  made.set(name, path);
  return path;
}

const UNITS: Readonly<Record<Kind, (n: number) => string>> = {
  plain: (n) => `${String(n).padStart(8)}  src/module-${n % 977}/file-${n % 31}.ts compiled in ${n % 500} ms\r\n`,
  coloured: (n) =>
    `\x1b[2m${String(n).padStart(8)}\x1b[0m \x1b[1;${31 + (n % 6)}mWARN\x1b[0m \x1b[38;5;${n % 256}mmodule-${n % 977}\x1b[0m: \x1b[4mvalue\x1b[24m=\x1b[38;2;${n % 256};80;90m${n}\x1b[39m \x1b[7mlate\x1b[27m\r\n`,
  redraws: (n) => {
    const lines = Array.from(
      { length: 24 },
      (_, row) =>
        `\x1b[${row + 1};1H\x1b[${41 + ((n + row) % 6)}m row ${row} of frame ${n} ${'#'.repeat((n + row) % 50)}\x1b[0m\x1b[K`,
    );
    return `\x1b[H${lines.join('')}`;
  },
  region: (n) => `\x1b[24;1H\r\n\x1b[3${n % 8}mevent ${n}: ${'.'.repeat(n % 60)}\x1b[0m`,
};

/** What comes before the rest: the region's fixed header, on the alternate screen. */
const BEGIN: Readonly<Partial<Record<Kind, string>>> = {
  region: '\x1b[?1049h\x1b[2J\x1b[1;1H\x1b[7mFixed header that must stay\x1b[0m\x1b[2;24r',
};

function outputBytes(kind: Kind, size: number): Buffer {
  const parts = [BEGIN[kind] ?? ''];
  let length = parts[0]?.length ?? 0;
  for (let n = 0; length < size; n++) {
    const part = UNITS[kind](n);
    parts.push(part);
    length += part.length;
  }
  return Buffer.from(parts.join(''), 'latin1');
}
