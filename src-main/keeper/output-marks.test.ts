import { expect, test } from 'vitest';
import { OutputMarks } from './output-marks.ts';
import { newTerminal } from './xterm-core.ts';

const BEGINS = '\x1b]133;C\x07';
const ENDS = '\x1b]133;D;0\x07';

async function told(...output: ReadonlyArray<string>): Promise<string> {
  const terminal = newTerminal(20, 6, 10);
  const marks = new OutputMarks(terminal);
  for (const text of output)
    await new Promise<void>((resolve) => terminal.write(text.replaceAll('\n', '\r\n'), resolve));
  const says = marks.told();
  terminal.dispose();
  return says;
}

test('a screen says where the output of the last command stands above its cursor', async () => {
  expect(await told(`$ ls\n${BEGINS}one\ntwo\n${ENDS}$ `)).toBe('\x1b]133;P;from=2;to=1\x07');
  expect(await told(`$ printf x\n${BEGINS}x${ENDS}\n$ `)).toBe('\x1b]133;P;from=1;to=1\x07');
});

test('a command that runs has not ended its output', async () => {
  expect(await told(`$ make\n${BEGINS}compiling\n`)).toBe('\x1b]133;P;from=1\x07');
});

test('says nothing of what said nothing, scrolled out of memory, or stands behind a full-screen program', async () => {
  expect(await told('$ ')).toBe('');
  expect(await told(`$ true\n${BEGINS}${ENDS}$ `)).toBe('');
  expect(await told(`$ ls\n${BEGINS}one\n${ENDS}$ `, '\n'.repeat(40))).toBe('');
  expect(await told(`$ ls\n${BEGINS}one\n${ENDS}$ `, '\x1b[?1049h')).toBe('');
});

test('a shell within a full-screen program moves no marks', async () => {
  const before = `$ ls\n${BEGINS}one\n${ENDS}$ `;
  expect(await told(before, `\x1b[?1049h\n${BEGINS}inner\n${ENDS}\x1b[?1049l`)).toBe(await told(before));
});
