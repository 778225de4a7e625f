import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

/** Folders of whole-program specs, each a way in. The phone's page is still to come and has none. */
const SUITES = ['desktop', 'page', 'cli', 'phone'];

/** What `npm run e2e` was asked for: folders to look into (all of them when none is named) and words for vitest. */
export interface Wanted {
  readonly folders: readonly string[];
  readonly options: readonly string[];
}

/** Reads `npm run e2e -- desktop cli -t "a test"`. Throws, in words for the user, for a suite that has no specs. */
export function readWanted(root: string, args: readonly string[]): Wanted {
  const first = args.findIndex((each) => each.startsWith('-'));
  const names = first === -1 ? args : args.slice(0, first);
  const options = first === -1 ? [] : args.slice(first);
  const withSpecs = SUITES.filter((each) => hasSpecs(join(root, 'e2e', each)));
  for (const name of names) {
    if (!SUITES.includes(name)) throw new Error(`There is no suite "${name}"; there are ${withSpecs.join(', ')}.`);
    if (!withSpecs.includes(name))
      throw new Error(`The suite "${name}" has no specs yet; there are ${withSpecs.join(', ')}.`);
  }
  return { folders: (names.length === 0 ? withSpecs : names).map((each) => `e2e/${each}/`), options };
}

function hasSpecs(folder: string): boolean {
  if (!existsSync(folder)) return false;
  return readdirSync(folder, { recursive: true, encoding: 'utf8' }).some((file) => file.endsWith('.e2e.ts'));
}
