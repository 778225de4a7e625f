// Writes the pages of docs/ that are made from code: `npm run docs`. The gate in scripts/check.ts compares them.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { keyboardPage } from './docs/keyboard-page.ts';
import { protocolPage } from './docs/protocol-page.ts';

const PAGES: ReadonlyArray<readonly [file: string, make: () => string]> = [
  ['docs/protocol.md', protocolPage],
  ['docs/keyboard.md', keyboardPage],
];

/** Pages that differ from what the code says now. */
export function stalePages(root: string): string[] {
  return PAGES.filter(([file, make]) => read(join(root, file)) !== make()).map(
    ([file]) => `${file} is not what the code says; run \`npm run docs\``,
  );
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    // A page that cannot be read is not fresh, whatever the reason; writing it will say more.
    return '';
  }
}

if (import.meta.main) {
  const root = fileURLToPath(new URL('..', import.meta.url));
  for (const [file, make] of PAGES) writeFileSync(join(root, file), make());
}
