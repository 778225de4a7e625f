import headless from '@xterm/headless';
import { expect, test } from 'vitest';
import { historyOutput, linesAbove, recordingUntil, ScreenRecorder } from './scrollback.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const text = (data: Uint8Array): string => new TextDecoder().decode(data);
const SIZE = { cols: 20, rows: 5 };

async function linesOf(
  output: string,
  rows = SIZE.rows,
): Promise<{ above: string[]; screen: string[]; cursor: number }> {
  const terminal = new headless.Terminal({ allowProposedApi: true, cols: SIZE.cols, rows, scrollback: 1000 });
  await new Promise<void>((resolve) => terminal.write(output, resolve));
  const { baseY, cursorY, cursorX } = terminal.buffer.active;
  const line = (y: number): string => terminal.buffer.active.getLine(y)?.translateToString(true) ?? '';
  return {
    above: Array.from({ length: baseY }, (_, y) => line(y)),
    screen: Array.from({ length: rows }, (_, y) => line(baseY + y)),
    cursor: cursorY * 1000 + cursorX,
  };
}

test.each([1, 2, 4, 5, 6, 40])(
  '%i lines of history end up above an empty screen with the cursor at its top',
  async (count) => {
    const lines = Array.from({ length: count }, (_, n) => `line ${n}`);
    const got = await linesOf(historyOutput(lines, SIZE.rows));
    expect(got).toEqual({ above: lines, screen: ['', '', '', '', ''], cursor: 0 });
  },
);

test('no history is no output', () => {
  expect(historyOutput([], 5)).toBe('');
});

test('a recording keeps what came after its screen, as copies', () => {
  const recorder = new ScreenRecorder();
  const chunk = bytes('abc');
  recorder.begin(SIZE, bytes('screen'), 100);
  recorder.write(chunk, 103);
  recorder.resize({ cols: 10, rows: 3 });
  chunk.fill(0);
  const { current } = recorder;
  expect(current?.tail.map((item) => (item.kind === 'bytes' ? text(item.bytes) : item.size.cols))).toEqual(['abc', 10]);
  recorder.stop();
  expect(recorder.current).toBeUndefined();
});

test('a flood ends the recording instead of filling the memory', () => {
  const recorder = new ScreenRecorder();
  recorder.begin(SIZE, bytes('screen'), 0);
  const chunk = new Uint8Array(256 * 1024);
  for (let n = 1; n <= 9; n++) recorder.write(chunk, n * chunk.length);
  expect(recorder.current).toBeUndefined();
});

test('a recording is cut at an offset inside of a chunk', () => {
  const recorder = new ScreenRecorder();
  recorder.begin(SIZE, bytes('screen'), 100);
  recorder.write(bytes('abc'), 103);
  recorder.write(bytes('defg'), 107);
  if (recorder.current === undefined) throw new Error('no recording');
  const cut = recordingUntil(recorder.current, 105);
  expect(cut.tail.map((item) => (item.kind === 'bytes' ? text(item.bytes) : ''))).toEqual(['abc', 'de']);
  expect(recordingUntil(recorder.current, 100).tail).toEqual([]);
});

test('lines that the recording itself scrolled off are not shown twice', () => {
  expect(linesAbove(['1', '2', '3', '4'], 2)).toEqual(['1', '2']);
  expect(linesAbove(['1'], 5)).toEqual([]);
});
