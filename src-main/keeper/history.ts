import { Buffer } from 'node:buffer';
import type { IBufferLine, Terminal } from '@xterm/headless';
import { RowWriter } from './row-writer.ts';
import type { HistoryLines, HistoryQuestion, ScreenImage, Size } from './screen-messages.ts';
import { coreOf, newTerminal } from './xterm-core.ts';

/** A message is a frame of 8 MiB at most; colours of single letters can make more of 2 MiB of output. */
const MESSAGE_LIMIT = 7 * 1024 * 1024;
/** Rows kept for each line asked for, since long lines wrap. */
const ROWS_PER_LINE = 3;
/** Replayed between two looks at the other terminals. */
const SLICE = 64 * 1024;

/**
 * Lines above the screen, rebuilt by replaying what the ring has on a terminal that keeps more lines than the resident
 * one: from the kept screen if there is one, so that no sequence is torn, else from the ring's first byte.
 */
export function* rebuildHistory(ask: HistoryQuestion, base: ScreenImage | undefined): Generator<void, HistoryLines> {
  const start = base?.offset ?? ask.from;
  const size = base?.size ?? ask.sizes[0]?.size ?? { cols: 80, rows: 24 };
  const terminal = newTerminal(size.cols, size.rows, ask.lines * ROWS_PER_LINE);
  try {
    const { _inputHandler: input } = coreOf(terminal);
    if (base !== undefined) input.parse(base.bytes);
    for (const step of plan(ask, start)) {
      if ('size' in step) terminal.resize(step.size.cols, step.size.rows);
      else input.parse(ask.bytes.subarray(step.from - ask.from, step.to - ask.from));
      yield;
    }
    return { lines: linesAbove(terminal, ask), offset: ask.from + ask.bytes.length };
  } finally {
    terminal.dispose();
  }
}

type Step = { readonly from: number; readonly to: number } | { readonly size: Size };

function* plan(ask: HistoryQuestion, start: number): Generator<Step> {
  let at = start;
  for (const mark of ask.sizes) {
    if (mark.offset <= start) continue;
    yield* slices(at, mark.offset);
    yield { size: mark.size };
    at = mark.offset;
  }
  yield* slices(at, ask.from + ask.bytes.length);
}

function* slices(from: number, to: number): Generator<Step> {
  for (let at = from; at < to; at += SLICE) yield { from: at, to: Math.min(at + SLICE, to) };
}

/** Wrapped rows are one line again, so that a client of any width can show it. */
function linesAbove(terminal: Terminal, ask: HistoryQuestion): string[] {
  const buffer = terminal.buffer.normal;
  const writer = new RowWriter(buffer, terminal.cols, coreOf(terminal));
  const lines: string[] = [];
  for (let y = 0; y < buffer.baseY; y++) {
    const line = buffer.getLine(y);
    if (line === undefined) continue;
    const continues = buffer.getLine(y + 1)?.isWrapped === true;
    const text = ask.format === 'ansi' ? writer.row(line) : rowText(line, continues);
    if (line.isWrapped && lines.length > 0) lines[lines.length - 1] += text;
    else lines.push(text);
  }
  return newest(lines, ask.lines);
}

/** As many as were asked for and fit one message. */
function newest(lines: readonly string[], most: number): string[] {
  let bytes = 0;
  let from = lines.length;
  while (from > 0 && lines.length - from < most) {
    bytes += Buffer.byteLength(JSON.stringify(lines[from - 1])) + 1;
    if (bytes > MESSAGE_LIMIT) break;
    from--;
  }
  return lines.slice(from);
}

function rowText(line: IBufferLine, continues: boolean): string {
  return line.translateToString(!continues);
}
