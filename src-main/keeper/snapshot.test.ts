import type { Terminal } from '@xterm/headless';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fuzzRuns } from '../../src-shared/base/testing/fuzz.ts';
import { sgr } from './cell-style.ts';
import { snapshot } from './snapshot.ts';
import { vtText } from './testing/vt-bytes.ts';
import { type Cell, coreOf, newTerminal } from './xterm-core.ts';

const COLS = 30;
const ROWS = 10;

function feed(terminal: Terminal, text: string): void {
  coreOf(terminal)._inputHandler.parse(new TextEncoder().encode(text));
}

/** CAN ends what is unfinished: the property is about ground state, which the splitter sees to. */
function fed(text: string): Terminal {
  const terminal = newTerminal(COLS, ROWS, 50);
  feed(terminal, `${text}\x18`);
  return terminal;
}

function copyOf(terminal: Terminal, scrollback = 0): Terminal {
  const copy = newTerminal(COLS, ROWS, 50);
  feed(copy, snapshot(terminal, scrollback));
  return copy;
}

/** What somebody who looks, types and clicks can tell apart. */
function visible(terminal: Terminal): unknown {
  const core = coreOf(terminal);
  const buffer = terminal.buffer.active;
  const rows: string[] = [];
  for (let y = 0; y < ROWS; y++) {
    let row = '';
    const line = buffer.getLine(buffer.baseY + y);
    for (let x = 0; x < COLS; x++) {
      const cell = line?.getCell(x) as unknown as Cell;
      row += `${cell.getWidth() === 0 ? '' : cell.getChars() || ' '}{${look(cell)}}`;
    }
    rows.push(row);
  }
  return {
    rows,
    cursor: [buffer.cursorX, buffer.cursorY],
    type: buffer.type,
    modes: { ...terminal.modes, synchronizedOutputMode: false },
    hidden: core.coreService.isCursorHidden,
    style: { ...core.coreService.decPrivateModes },
    mouse: core.coreMouseService.activeEncoding,
  };
}

function look(cell: Cell): string {
  const style = sgr(cell);
  return style === '\x1b[m' ? '' : style.slice(2);
}

test('I6: a screen painted from a snapshot looks the same and stays the same whatever is written next', () => {
  fc.assert(
    fc.property(vtText, vtText, (before, after) => {
      const original = fed(before);
      const copy = copyOf(original);
      expect(visible(copy)).toEqual(visible(original));
      feed(original, `${after}\x18`);
      feed(copy, `${after}\x18`);
      expect(visible(copy)).toEqual(visible(original));
      original.dispose();
      copy.dispose();
    }),
    fuzzRuns(1000),
  );
});

test('kinds and colours of underlines, hyperlinks and protection come along', () => {
  const original = fed(
    '\x1b[4:3;58:5:9mcurly\x1b[58:2::1:2:3;4mplain\x1b[m\x1b]8;id=a;https://example.org/\x1b\\link\x1b]8;;\x1b\\\x1b[1"qkept\x1b["q\x1b[4:5m',
  );
  const copy = copyOf(original);
  for (const each of [original, copy]) feed(each, 'more\x1b[1;1H\x1b[?0J');
  expect(visible(copy)).toEqual(visible(original));
  expect(snapshot(copy, 0)).toBe(snapshot(original, 0));
});

test('leaving the alternate screen shows the same normal screen', () => {
  const original = fed('one\r\ntwo\x1b[5;3H\x1b[31m\x1b[2;8r\x1b[6;6H\x1b[?1049hfull\x1b[3;7r\x1b[4;4H');
  const copy = copyOf(original);
  for (const each of [original, copy]) feed(each, '\x1b[?1049lback\n\n\n\n\n\nend');
  expect(visible(copy)).toEqual(visible(original));
});

test('wrapped lines stay one line, so that a later change of width flows the same', () => {
  const original = fed(`${'word '.repeat(25)}\r\n${'日本'.repeat(17)}\r\nx`);
  const copy = copyOf(original);
  for (const each of [original, copy]) each.resize(COLS, ROWS);
  const wrapped = (terminal: Terminal): boolean[] =>
    Array.from({ length: ROWS }, (_, y) => terminal.buffer.active.getLine(y)?.isWrapped ?? false);
  expect(wrapped(copy)).toEqual(wrapped(original));
});

test('lines above the screen come along when asked for', () => {
  const original = fed(Array.from({ length: 40 }, (_, i) => `line ${i}`).join('\r\n'));
  const copy = copyOf(original, 20);
  expect(copy.buffer.active.baseY).toBe(20);
  expect(copy.buffer.active.getLine(0)?.translateToString(true)).toBe('line 10');
  expect(visible(copy)).toEqual(visible(original));
});

test('tab stops, the saved cursor with its colour and line drawing, and a mark joined to the last letter survive', () => {
  const original = fed('\x1b[3g\x1b[5G\x1bH\r\x1b(0\x1b[32m\x1b[4;7H\x1b7\x1b(B\x1b[m\x1b[1;1Hcafe');
  const copy = copyOf(original);
  for (const each of [original, copy]) feed(each, '\u0301\r\tq\x1b8qqq');
  expect(visible(copy)).toEqual(visible(original));
  expect(copy.buffer.active.getLine(3)?.translateToString(true).trim()).toBe('───');
});
