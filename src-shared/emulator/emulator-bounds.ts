/**
 * What a program's output may cost an emulator. xterm.js does a counted operation as often as the program says, up to
 * 2^31 times, and keeps every hyperlink for as long as its line lives: one short sequence would hold the keeper's screens,
 * and every page that shows the terminal, for half an hour. Keeper and page bound it alike, so that they show the same.
 */

/** The inside of xterm.js that its interface does not show; the headless build and the browser's have the same. */
export interface BoundableCore {
  readonly cols: number;
  readonly rows: number;
  /** `params` are the parser's own: what is changed here is what its own handler gets. */
  registerCsiHandler(id: { readonly final: string }, callback: (params: CsiParams) => boolean): unknown;
  registerOscHandler(ident: number, callback: (data: string) => boolean): unknown;
  readonly _inputHandler: { setHyperlink(data: string): boolean };
  readonly _oscLinkService: {
    readonly _dataByLinkId: ReadonlyMap<number, { readonly lines: ReadonlyArray<{ dispose(): void }> }>;
  };
}

interface CsiParams {
  readonly length: number;
  readonly params: Int32Array;
}

/** As long as browsers and other terminals take them. */
const LONGEST_LINK = 2083;
/** Links of a screen; those of the scrollback come on top. */
const SCREEN_LINKS = 1024;

/** Holds an emulator to what fits its grid and, as it is then, its scrollback. It lives as long as the emulator. */
export function boundOutput(core: BoundableCore, scrollback: () => number): void {
  const clamp = (final: string, most: () => number): void => {
    core.registerCsiHandler({ final }, (params) => {
      if (params.length > 0) params.params[0] = Math.min(params.params[0] ?? 0, most());
      return false;
    });
  };
  // Insert and delete lines, scroll up and down: after as many as there are rows, nothing is left to move.
  for (const final of ['L', 'M', 'S', 'T']) clamp(final, () => core.rows);
  // Tab stops, forward and back.
  for (const final of ['I', 'Z']) clamp(final, () => core.cols);
  // The last character once more: no further than a screen full of it.
  clamp('b', () => core.rows * core.cols);
  core.registerOscHandler(8, (data) => {
    forgetOldest(core, SCREEN_LINKS + scrollback());
    // What is too long ends the link before it, as an empty one does.
    return data.length > LONGEST_LINK && core._inputHandler.setHyperlink(';');
  });
}

/** Its text stays, and is no link any more. */
function forgetOldest({ _oscLinkService: links }: BoundableCore, most: number): void {
  for (const { lines } of links._dataByLinkId.values()) {
    if (links._dataByLinkId.size < most) return;
    for (const line of [...lines]) line.dispose();
  }
}
