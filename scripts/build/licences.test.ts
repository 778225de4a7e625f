import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { isAllowed, licencesText, packageDirectory } from './licences.ts';

function project(
  packages: Record<string, { license?: string; text?: string; author?: string; repository?: { url: string } }>,
): string {
  const root = mkdtempSync(join(tmpdir(), 'homeport-licences-'));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  writeFileSync(join(root, 'LICENSE'), 'MIT License\n\nCopyright (c) us\n\nOur own licence.');
  for (const [name, { text, ...facts }] of Object.entries(packages)) {
    const directory = join(root, 'node_modules', name);
    mkdirSync(directory, { recursive: true });
    writeFileSync(join(directory, 'package.json'), JSON.stringify({ name, version: '1.2.3', ...facts }));
    if (text !== undefined) writeFileSync(join(directory, 'LICENSE.md'), text);
  }
  return root;
}

test('the text has our licence, then each package with its version and the text of its licence', () => {
  const root = project({
    electron: { license: 'MIT', text: 'Terms of electron.' },
    '@a/bundled': { license: 'ISC', text: 'Terms of bundled.' },
    native: { license: 'MIT', text: 'Terms of native.' },
  });
  const text = licencesText(root, [join(root, 'node_modules/@a/bundled')], ['native', 'not-installed']);
  const places = [
    'Our own licence.',
    '@a/bundled 1.2.3 (ISC)\n\nTerms of bundled.',
    'electron 1.2.3 (MIT)',
    'native 1.2.3 (MIT)',
  ].map((each) => text.indexOf(each));
  expect(places.every((each) => each >= 0)).toBe(true);
  expect(places).toEqual([...places].sort((a, b) => a - b));
});

test('a package under another licence, under none, or without its text stops the build', () => {
  for (const [facts, sentence] of [
    [{ license: 'GPL-3.0-only', text: 'Terms.' }, 'odd is under GPL-3.0-only'],
    [{ text: 'Terms.' }, 'odd is under no licence that it names'],
    [{ license: 'ISC' }, 'odd 1.2.3 has no text of its licence'],
  ] as const) {
    const root = project({ odd: facts });
    expect(() => licencesText(root, [join(root, 'node_modules/odd')], [])).toThrow(sentence);
  }
});

test('a package that was decided about goes along with where its source is, under the licence of the decision alone', () => {
  const facts = { text: 'Terms.', repository: { url: 'git+https://example.org/web-push.git' } };
  const text = (license: string): string => {
    const root = project({ 'web-push': { license, ...facts } });
    return licencesText(root, [join(root, 'node_modules/web-push')], []);
  };
  expect(text('MPL-2.0')).toContain(
    'Its source, unchanged: https://example.org/web-push.git, version 1.2.3.\n\nTerms.',
  );
  expect(() => text('AGPL-3.0-only')).toThrow('web-push is under AGPL-3.0-only');
});

test('the text of MIT is written out with the holder for a package that leaves it out', () => {
  const root = project({ short: { license: 'MIT', author: 'Ada' } });
  expect(licencesText(root, [join(root, 'node_modules/short')], [])).toContain(
    'short 1.2.3 (MIT)\n\nMIT License\n\nCopyright (c) Ada\n\nOur own licence.',
  );
});

test('of a choice one that is allowed is enough, of several together all must be', () => {
  expect(isAllowed('(MIT OR WTFPL)')).toBe(true);
  expect(isAllowed('MIT AND ISC')).toBe(true);
  expect(isAllowed('MIT AND GPL-2.0-only')).toBe(false);
  expect(isAllowed('SEE LICENSE IN EULA.txt')).toBe(false);
});

test('a module is of the innermost package that it is in; ours are of none', () => {
  expect(packageDirectory('/x/node_modules/a/node_modules/@s/b/lib/c.js')).toBe('/x/node_modules/a/node_modules/@s/b');
  expect(packageDirectory('\0/x/node_modules/a/index.js?commonjs-module')).toBe('/x/node_modules/a');
  expect(packageDirectory('/x/src-main/hub/hub.ts')).toBeUndefined();
});
