import { type Piece, SequenceFilter } from './escape-sequences.ts';

/**
 * Sequences to which a terminal answers by itself. The keeper has already answered the program; a second answer, from
 * the user's own terminal, would arrive as if it had been typed.
 */
const QUERIES: readonly RegExp[] = [
  // Who are you: DA1, DA2, DA3, XTVERSION.
  /^[>=]?[\d;]*c$/,
  /^>[\d;]*q$/,
  // Status and cursor position, DEC ones too.
  /^\??[\d;]*n$/,
  // Modes, settings, checksums, presentation state, terminal parameters.
  /^\??[\d;]*\$p$/,
  /^[\d;]*\*y$/,
  /^[\d;]*\$w$/,
  /^[\d;]*x$/,
  /^&u$/,
  // Kitty keyboard flags, sixel and ReGIS abilities, mouse locator.
  /^\?u$/,
  /^\?[\d;]*S$/,
  /^[\d;]*'\|$/,
  // Window reports.
  /^(?:1[1-9]|2[01])[;:\d]*t$/,
  // Media copy: what prints on a printer.
  /^\??[\d;]*i$/,
  // Modes that make the terminal report by itself: colour scheme, size.
  /^\?(?:[\d;]*;)?(?:2031|2048)(?:;[\d;]*)?h$/,
];

const STRING_QUERIES: Readonly<Record<string, RegExp>> = {
  // X properties, colours, font, clipboard (never ours to give or set), iTerm's reports and copies, kitty's queries.
  ']': /^(?:(?:3|4|5|1\d|21|22|50)(?:;.*)?;\?|52;|5522;|60$|1337;(?:Report|Request|Copy|EndCopy)|99;.*p=\?)/is,
  // DECRQSS and XTGETTCAP.
  P: /^[\d;]*[$+]q/,
  // Kitty graphics: asking what is possible.
  _: /^G[^;]*a=q/,
};

const ALT_SCREEN = /^\?(?:[\d;]*;)?(?:47|1047|1049)(?:;[\d;]*)?([hl])$/;

/** A terminal's output on its way to the user's own terminal: without queries, and watched for the alternate screen. */
export class OuterOutput {
  private readonly filter = new SequenceFilter((piece) => this.keep(piece));
  private alt = false;

  /** Whether what was let through leaves the outer terminal on its alternate screen. */
  get onAltScreen(): boolean {
    return this.alt;
  }

  push(bytes: Uint8Array): Uint8Array {
    return this.filter.push(bytes);
  }

  /** The outer terminal was reset. */
  reset(): void {
    this.filter.reset();
    this.alt = false;
  }

  private keep(piece: Piece): boolean {
    // Terminals count: 052 is 52.
    const body = piece.body.replace(/(^|\D)0+(?=\d)/g, '$1');
    if (piece.kind === 'string') return !(STRING_QUERIES[piece.introducer]?.test(body) ?? false);
    const [, alt] = ALT_SCREEN.exec(body) ?? [];
    if (alt !== undefined) this.alt = alt === 'h';
    return !QUERIES.some((query) => query.test(body));
  }
}
