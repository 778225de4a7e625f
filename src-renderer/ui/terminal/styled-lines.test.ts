import headless from '@xterm/headless';
import type { Terminal } from '@xterm/xterm';
import { expect, test } from 'vitest';
import { LOOK, styledLines } from './styled-lines.ts';

test('a screen is told with its colours and looks, without what nobody sees', async () => {
  const terminal = new headless.Terminal({ allowProposedApi: true, cols: 20, rows: 5, scrollback: 50 });
  const output = [
    'gone',
    'plain \x1b[1;32mgreen\x1b[0m   ',
    '\x1b[38;2;1;2;3mtrue\x1b[48;5;200mground  \x1b[0m',
    '日本 \x1b[7minverse\x1b[0m',
    '\x1b[4mlink\x1b[0m\x1b[9m!\x1b[8mhidden',
    '',
  ].join('\r\n');
  await new Promise<void>((resolve) => terminal.write(output, resolve));
  expect(styledLines(terminal as unknown as Terminal)).toEqual([
    [{ t: 'plain ' }, { t: 'green', f: 2, s: LOOK.bold }],
    [
      { t: 'true', f: '#010203' },
      { t: 'ground  ', f: '#010203', b: 200 },
    ],
    [{ t: '日本 ' }, { t: 'inverse', s: LOOK.inverse }],
    [
      { t: 'link', s: LOOK.underline },
      { t: '!', s: LOOK.struck },
    ],
  ]);
});
