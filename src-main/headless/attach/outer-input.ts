import type { DetachKey } from './detach-key.ts';

/**
 * What a terminal says by itself in answer to a query. All of these are shapes that no key has: a cursor position
 * report without `?` looks like F3 with modifiers, and is let through.
 */
const REPLIES = new RegExp(
  String.raw`\x1b(?:` +
    [
      // Device attributes, status, modes, kitty flags, sixel abilities, size report.
      String.raw`\[[?>=][\d;]*c`,
      String.raw`\[\??0n`,
      String.raw`\[\?[\d;]*[nRuS]`,
      String.raw`\[\??[\d;]*\$y`,
      String.raw`\[48;[\d;]+t`,
      // Colours; settings, capabilities and versions; kitty graphics.
      String.raw`\][\d;]+[^\x07\x1b]*(?:\x07|\x1b\\)`,
      String.raw`[P_][^\x1b]*\x1b\\`,
    ].join('|') +
    ')',
  'g',
);
/** The beginning of one at the end of a chunk, long enough that no key begins like it. */
const BEGUN = new RegExp(
  String.raw`\x1b(?:` +
    [
      String.raw`\[(?:[?>=][\d;$]*|48;[\d;]*)`,
      String.raw`\]\d+;[^\x07\x1b]*\x1b?`,
      String.raw`P[>\d$+!][^\x1b]*\x1b?`,
      String.raw`_G[^\x1b]*\x1b?`,
    ].join('|') +
    ')$',
);
/** More than any reply has: this is something else. */
const LONGEST = 4096;

/** What came from the user's terminal, sorted. */
export interface OuterKeys {
  /** Bytes to type; empty when there are none. */
  readonly typed: Uint8Array;
  /** The detach key was pressed after them. */
  readonly detach: boolean;
}

/** Input of the user's own terminal: takes out its automatic replies and finds the detach key. No timers. */
export class OuterInput {
  private readonly key: DetachKey;
  private held = '';

  constructor(key: DetachKey) {
    this.key = key;
  }

  push(chunk: Uint8Array): OuterKeys {
    // latin1: one character a byte, so that nothing but what we look for is touched.
    const text = (this.held + Buffer.from(chunk).toString('latin1')).replace(REPLIES, '');
    const begun = BEGUN.exec(text);
    const complete = begun === null || text.length - begun.index > LONGEST ? text : text.slice(0, begun.index);
    this.held = text.slice(complete.length);
    const at = this.key.find(complete);
    return { typed: Buffer.from(at < 0 ? complete : complete.slice(0, at), 'latin1'), detach: at >= 0 };
  }
}
