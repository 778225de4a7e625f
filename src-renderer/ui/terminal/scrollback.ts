import type { GridSize } from '../../../src-shared/client/output-stream.ts';

/** What came after a screen, in order; `end` is the offset of the first byte behind it. */
export type TailItem =
  | { readonly kind: 'bytes'; readonly end: number; readonly bytes: Uint8Array }
  | { readonly kind: 'size'; readonly size: GridSize };

/** A screen and what came after it: enough to build the same picture again under some history. */
export interface Recording {
  readonly size: GridSize;
  readonly screen: Uint8Array;
  /** The output offset the screen stands for. */
  readonly start: number;
  readonly tail: ReadonlyArray<TailItem>;
}

/** Output that arrives while history is being fetched is kept up to here; past it the history is fetched anew later. */
const MOST_TAIL = 2 * 1024 * 1024;

/** Keeps the last screen and what followed it, until the history above it has arrived. */
export class ScreenRecorder {
  private recording: { size: GridSize; screen: Uint8Array; start: number; tail: TailItem[] } | undefined;
  private tailBytes = 0;

  get current(): Recording | undefined {
    return this.recording;
  }

  /** Begins with a screen; `bytes` are copied. */
  begin(size: GridSize, bytes: Uint8Array, start: number): void {
    this.recording = { size, screen: bytes.slice(), start, tail: [] };
    this.tailBytes = 0;
  }

  write(bytes: Uint8Array, end: number): void {
    if (this.recording === undefined) return;
    this.tailBytes += bytes.length;
    if (this.tailBytes > MOST_TAIL) this.stop();
    else this.recording.tail.push({ kind: 'bytes', end, bytes: bytes.slice() });
  }

  resize(size: GridSize): void {
    this.recording?.tail.push({ kind: 'size', size });
  }

  stop(): void {
    this.recording = undefined;
    this.tailBytes = 0;
  }
}

/** The part of a recording up to an output offset. */
export function recordingUntil(recording: Recording, offset: number): Recording {
  const tail: TailItem[] = [];
  let at = recording.start;
  for (const item of recording.tail) {
    if (item.kind === 'size') {
      if (at < offset) tail.push(item);
      continue;
    }
    if (at >= offset) break;
    const begin = item.end - item.bytes.length;
    const bytes = item.end <= offset ? item.bytes : item.bytes.subarray(0, offset - begin);
    tail.push({ kind: 'bytes', end: Math.min(item.end, offset), bytes });
    at = item.end;
  }
  return { ...recording, tail };
}

/**
 * The lines that belong above a recording's screen: the hub's lines stand above the screen as it was at some later
 * offset, by when `scrolled` lines of the recording had themselves gone up.
 */
export function linesAbove(lines: ReadonlyArray<string>, scrolled: number): ReadonlyArray<string> {
  return lines.slice(0, Math.max(0, lines.length - scrolled));
}

/** Lines as output that leaves an empty screen of `rows` below them, the cursor at its top. */
export function historyOutput(lines: ReadonlyArray<string>, rows: number): string {
  if (lines.length === 0) return '';
  return `${lines.join('\x1b[0m\r\n')}\x1b[0m${'\r\n'.repeat(rows)}\x1b[H`;
}
