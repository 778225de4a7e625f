import type { Facts } from '../../src-shared/keeper-protocol/messages.ts';

export interface Size {
  readonly cols: number;
  readonly rows: number;
}

/** A size and the byte from which it holds. */
export interface SizeMark {
  readonly offset: number;
  readonly size: Size;
}

/** A screen as bytes that paint it on a fresh terminal, true at `offset` of the stream. */
export interface ScreenImage {
  readonly offset: number;
  readonly size: Size;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

export interface ScreenText {
  readonly size: Size;
  readonly lines: string[];
  readonly cursor: { readonly x: number; readonly y: number };
}

export interface HistoryQuestion {
  readonly kind: 'history';
  readonly lines: number;
  readonly format: 'text' | 'ansi';
  /** What the ring has, and the number of its first byte. */
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly from: number;
  /** The first one holds at `from`. */
  readonly sizes: readonly SizeMark[];
}

export interface HistoryLines {
  readonly lines: string[];
  readonly offset: number;
}

export type ScreenQuestion =
  | { readonly kind: 'image'; readonly scrollback: number }
  | { readonly kind: 'text' }
  | HistoryQuestion;

/** What the keeper tells its screen worker about one terminal, in stream order. */
export type ToWorker =
  | { readonly kind: 'open'; readonly screen: number; readonly size: Size; readonly offset: number }
  | { readonly kind: 'bytes'; readonly screen: number; readonly bytes: Uint8Array<ArrayBuffer> }
  | { readonly kind: 'size'; readonly screen: number; readonly size: Size }
  | { readonly kind: 'ask'; readonly screen: number; readonly question: number; readonly ask: ScreenQuestion }
  | { readonly kind: 'close'; readonly screen: number };

export type FromWorker =
  | { readonly kind: 'parsed'; readonly screen: number; readonly bytes: number }
  /** What the terminal answers to the program. */
  | { readonly kind: 'reply'; readonly screen: number; readonly text: string }
  | { readonly kind: 'facts'; readonly screen: number; readonly facts: Facts }
  | { readonly kind: 'answer'; readonly question: number; readonly answer: ScreenImage | ScreenText | HistoryLines }
  | { readonly kind: 'failed'; readonly question: number; readonly text: string };
