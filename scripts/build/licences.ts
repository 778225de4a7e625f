// The licences of everything that is shipped, as one text beside the page: what the bundler took in (told by the
// bundler itself, so that nothing is listed by hand), the packages that are shipped as they are, and Electron.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, sep } from 'node:path';
import type { Plugin } from 'vite';

/**
 * Licences under which others may be given our package as it is, with the text and nothing else. Whatever is not here
 * stops the build, to be read and decided by somebody.
 */
const ALLOWED: ReadonlySet<string> = new Set([
  '0BSD',
  'Apache-2.0',
  'BlueOak-1.0.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'CC0-1.0',
  'ISC',
  'MIT',
  'Python-2.0',
  'Unlicense',
]);

/**
 * Packages under other licences that somebody has read and decided about, each in a record of `docs/decisions`. The
 * licence is named, so that another version under another one stops the build again.
 */
const DECIDED: ReadonlyMap<string, string> = new Map([
  // Unchanged, and its source is told of with its text, which is what the MPL-2.0 asks: docs/decisions/0020-web-push.md.
  ['web-push', 'MPL-2.0'],
]);

/** Their own lines are in what they make: Tailwind's base styles, and the few helpers that bundlers put in. */
const LEAVE_LINES = ['rolldown', 'tailwindcss', 'vite'];

/** Files that hold a licence or what must go with it. */
const LICENCE_FILE = /^(licen[cs]e|copying|notice)([.-].*)?$/i;

/** Where a bundler's own licence ends and those of its parts begin, none of which leave lines in what it makes. */
const OF_ITS_PARTS = /^#+ Licen[cs]es of bundled dependencies[\s\S]*/m;

const RULE = '-'.repeat(80);

interface Package {
  readonly name: string;
  readonly version: string;
  readonly licence: string;
  readonly text: string;
}

/** Notes the directory of every package whose modules are part of a bundle. */
export function notesPackages(into: Set<string>): Plugin {
  return {
    name: 'notes-packages',
    generateBundle(_options, bundle) {
      for (const chunk of Object.values(bundle)) {
        if (chunk.type !== 'chunk') continue;
        for (const module of Object.keys(chunk.modules)) {
          const directory = packageDirectory(module);
          if (directory !== undefined) into.add(directory);
        }
      }
    },
  };
}

/** The directory of the package that a file belongs to; undefined for files of our own. */
export function packageDirectory(file: string): string | undefined {
  const path = file.replace(/^\0/, '').replace(/\?.*$/, '').split('/').join(sep);
  const found = new RegExp(`^.*\\${sep}node_modules\\${sep}(?:@[^\\${sep}]+\\${sep})?[^\\${sep}]+`).exec(path);
  return found?.[0];
}

/**
 * The text. `bundled` are directories of packages, `shipped` names of packages that go along as they are; one that is
 * not installed (an optional one) does not go along.
 */
export function licencesText(root: string, bundled: Iterable<string>, shipped: readonly string[]): string {
  const asTheyAre = [...shipped, ...LEAVE_LINES, 'electron']
    .map((name) => join(root, 'node_modules', name))
    .filter((directory) => existsSync(join(directory, 'package.json')));
  const ours = readFileSync(join(root, 'LICENSE'), 'utf8').trim();
  const packages = [...new Set([...bundled, ...asTheyAre])].map((each) => readPackage(each, ours));
  packages.sort((a, b) => a.name.localeCompare(b.name, 'en') || a.version.localeCompare(b.version, 'en'));
  const refused = packages.filter(({ name, licence }) => !isAllowed(licence) && DECIDED.get(name) !== licence);
  if (refused.length > 0)
    throw new Error(
      `Not shipped without a decision (scripts/build/licences.ts): ${refused.map(({ name, licence }) => `${name} is under ${licence}`).join(', ')}`,
    );
  return [
    `Homeport\n\n${ours}`,
    'Homeport contains the following software. Electron brings Chromium and Node.js; their licences are in\nLICENSES.chromium.html beside the installed program.',
    ...packages.map(({ name, version, licence, text }) => `${name} ${version} (${licence})\n\n${text}`),
  ].join(`\n\n${RULE}\n\n`);
}

/** Whether an SPDX expression (`(MIT OR CC0-1.0)`, `MIT AND ISC`) gives leave. */
export function isAllowed(expression: string): boolean {
  return expression
    .replace(/[()]/g, '')
    .split(/\s+OR\s+/)
    .some((choice) => choice.split(/\s+AND\s+/).every((each) => ALLOWED.has(each)));
}

/** `mit` is the text of the MIT licence, for packages that name it and leave its text out. */
function readPackage(directory: string, mit: string): Package {
  const { name, version, license, author, repository } = JSON.parse(
    readFileSync(join(directory, 'package.json'), 'utf8'),
  ) as {
    name: string;
    version: string;
    license?: string;
    author?: string | { name: string };
    repository?: string | { url: string };
  };
  const files = readdirSync(directory)
    .filter((file) => LICENCE_FILE.test(file))
    .sort();
  const texts = files.map((file) => readFileSync(join(directory, file), 'utf8').replace(OF_ITS_PARTS, '').trim());
  const holder = (typeof author === 'object' ? author.name : author) ?? `the authors of ${name}`;
  if (texts.length === 0 && license === 'MIT') texts.push(mit.replace(/^Copyright .*$/m, `Copyright (c) ${holder}`));
  if (texts.length === 0) throw new Error(`${name} ${version} has no text of its licence in ${directory}.`);
  if (DECIDED.has(name)) {
    const source = typeof repository === 'object' ? repository.url : repository;
    if (source === undefined) throw new Error(`${name} ${version} does not say where its source is.`);
    texts.unshift(`Its source, unchanged: ${source.replace(/^git\+/, '')}, version ${version}.`);
  }
  return { name, version, licence: license ?? 'no licence that it names', text: texts.join('\n\n') };
}
