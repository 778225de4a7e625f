import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { quotePath } from './quote-path.ts';

test('a simple path stays as it is, others are quoted', () => {
  expect(quotePath('/srv/repo/a.txt')).toBe('/srv/repo/a.txt');
  expect(quotePath("/srv/it's here")).toBe(`'/srv/it'\\''s here'`);
  expect(quotePath('-rf')).toBe("'-rf'");
  expect(quotePath('/a\nb')).toBe("$'/a\\x0ab'");
  expect(quotePath('C:\\Users\\Ada')).toBe('C:\\Users\\Ada');
  expect(quotePath('C:\\Program Files\\x')).toBe('"C:\\Program Files\\x"');
  expect(quotePath('C:\\$(calc)')).toBe("'C:\\$(calc)'");
  expect(quotePath('C:\\$(calc) & calc')).toBeUndefined();
});

const SHELLS = [
  { shell: '/bin/bash', bare: '--norc' },
  { shell: '/usr/bin/zsh', bare: '-f' },
].filter(({ shell }) => existsSync(shell));

test.each(SHELLS)('in $shell every path is one word and comes back as it was', ({ shell, bare }) => {
  const path = fc.string({ unit: 'binary', minLength: 1, maxLength: 20 }).filter((text) => !text.includes('\0'));
  const hostile = fc.constantFrom('$(id)', '`id`', "';id;'", '\\', '"', '!!', '~', '*', '\r', '\x1b[201~', '&&');
  fc.assert(
    fc.property(fc.array(fc.oneof(path, hostile), { minLength: 1, maxLength: 4 }), (parts) => {
      const whole = `/${parts.join('')}`;
      const said = execFileSync(shell, [bare, '-c', `printf %s ${quotePath(whole)}`], {
        env: { LC_ALL: 'C.UTF-8' },
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      expect(said.equals(Buffer.from(whole))).toBe(true);
    }),
    { numRuns: 60 },
  );
});
