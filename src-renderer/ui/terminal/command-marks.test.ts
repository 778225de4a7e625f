import headless from '@xterm/headless';
import { expect, test } from 'vitest';
import { CommandMarks } from './command-marks.ts';

const PROMPT = '\x1b]133;A\x07$ \x1b]133;B\x07';
const BEGINS = '\x1b]133;C\x07';
const ENDS = '\x1b]133;D;0\x07';

/** A terminal, and the lines that the last command's output is said to be. */
function shell(rows = 6): { type(data: string): Promise<void>; readonly output: ReadonlyArray<string> | undefined } {
  const terminal = new headless.Terminal({ allowProposedApi: true, cols: 20, rows, scrollback: 50 });
  const marks = new CommandMarks(terminal);
  return {
    type: (data) => new Promise((resolve) => terminal.write(data.replaceAll('\n', '\r\n'), resolve)),
    get output() {
      const range = marks.lastOutput;
      if (range === undefined) return undefined;
      const lines: string[] = [];
      for (let line = range.from; line <= range.to; line++)
        lines.push(terminal.buffer.active.getLine(line)?.translateToString(true) ?? '');
      return lines;
    },
  };
}

test('knows the output of the last command, and of no other', async () => {
  const told = shell();
  expect(told.output).toBeUndefined();
  await told.type(`${PROMPT}ls\n${BEGINS}one\ntwo\n${ENDS}${PROMPT}`);
  expect(told.output).toEqual(['one', 'two']);
  await told.type(`pwd\n${BEGINS}/root\n${ENDS}${PROMPT}`);
  expect(told.output).toEqual(['/root']);
});

test('a command that runs has said so much', async () => {
  const told = shell();
  await told.type(`${PROMPT}make\n${BEGINS}compiling\nlinki`);
  expect(told.output).toEqual(['compiling', 'linki']);
});

test('output that does not end its line belongs to it, and what says nothing has none', async () => {
  const told = shell();
  await told.type(`${PROMPT}printf x\n${BEGINS}x${ENDS}\n${PROMPT}`);
  expect(told.output).toEqual(['x']);
  await told.type(`true\n${BEGINS}${ENDS}${PROMPT}`);
  expect(told.output).toBeUndefined();
});

test('marks move with their lines, and go with them', async () => {
  const told = shell();
  await told.type(
    `${PROMPT}seq\n${BEGINS}${Array.from({ length: 30 }, (_, at) => `${at}\n`).join('')}${ENDS}${PROMPT}`,
  );
  expect(told.output).toHaveLength(30);
  await told.type('\n'.repeat(60));
  expect(told.output).toBeUndefined();
});

test('a shell within a full-screen program says nothing of this one', async () => {
  const told = shell();
  await told.type(`${PROMPT}ls\n${BEGINS}one\n${ENDS}${PROMPT}`);
  await told.type(`\x1b[?1049h${PROMPT}x\n${BEGINS}inner\n${ENDS}\x1b[?1049l`);
  expect(told.output).toEqual(['one']);
});

test('a screen says where its marks stand, above the cursor', async () => {
  const told = shell();
  await told.type('$ ls\none\ntwo\n$ \x1b]133;P;from=2;to=1\x07');
  expect(told.output).toEqual(['one', 'two']);
  await told.type('\n$ make\nhalf\x1b]133;P;from=0\x07');
  expect(told.output).toEqual(['half']);
});

test.each(['from=-1', 'from=999999', 'from=x;to=1', 'to=1', '', 'from'])(
  'takes no nonsense for marks: %s',
  async (options) => {
    const told = shell();
    await told.type(`one\ntwo\x1b]133;P;${options}\x07`);
    expect(told.output).toBeUndefined();
  },
);
