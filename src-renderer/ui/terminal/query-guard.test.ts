import headless from '@xterm/headless';
import { expect, test } from 'vitest';
import { guardQueries } from './query-guard.ts';

function emulator(guarded: boolean): { readonly answers: string[]; write(data: string): Promise<void> } {
  const terminal = new headless.Terminal({ allowProposedApi: true, cols: 80, rows: 24 });
  const answers: string[] = [];
  terminal.onData((data) => answers.push(data));
  if (guarded) guardQueries(terminal.parser);
  return { answers, write: (data) => new Promise((resolve) => terminal.write(data, resolve)) };
}

const QUERIES: ReadonlyArray<readonly [string, string]> = [
  ['primary device attributes', '\x1b[c'],
  ['the same with a parameter', '\x1b[0c'],
  ['secondary device attributes', '\x1b[>c'],
  ['tertiary device attributes', '\x1b[=c'],
  ['status report', '\x1b[5n'],
  ['cursor position', '\x1b[6n'],
  ['DEC cursor position', '\x1b[?6n'],
  ['DECRQM of an ANSI mode', '\x1b[4$p'],
  ['DECRQM of a DEC mode', '\x1b[?2004$p'],
  ['DECRQSS', '\x1bP$qm\x1b\\'],
  ['XTGETTCAP', '\x1bP+q544e\x1b\\'],
  ['XTVERSION', '\x1b[>q'],
  ['size of the window in characters', '\x1b[18t'],
  ['parameters', '\x1b[x'],
  ['keyboard protocol', '\x1b[?u'],
  ['foreground colour', '\x1b]10;?\x07'],
  ['background colour', '\x1b]11;?\x1b\\'],
  ['a palette colour', '\x1b]4;1;?\x07'],
];

test.each(QUERIES)('nothing is answered to %s', async (_name, query) => {
  const { answers, write } = emulator(true);
  await write(`before${query}after`);
  expect(answers).toEqual([]);
});

test('without the guard the emulator does answer, so that the tests above mean something', async () => {
  const { answers, write } = emulator(false);
  for (const [, query] of QUERIES) await write(query);
  expect(answers.length).toBeGreaterThan(5);
});

test('what is not a question still has its effect', async () => {
  const terminal = new headless.Terminal({ allowProposedApi: true, cols: 20, rows: 4 });
  guardQueries(terminal.parser);
  await new Promise<void>((resolve) => terminal.write('\x1b[2;3Hx\x1b[?2004h\x1b[!p', resolve));
  expect(terminal.buffer.active.getLine(1)?.translateToString(true)).toBe('  x');
});
