import type { SearchAddon } from '@xterm/addon-search';
import type { Terminal } from '@xterm/xterm';
import type { Disposable } from '../../../src-shared/base/disposable.ts';
import { Emitter, type Event } from '../../../src-shared/base/emitter.ts';
import { matchColours, type ThemeName, themeFor } from './themes.ts';

export interface SearchQuery {
  readonly text: string;
  readonly caseSensitive: boolean;
  readonly regex: boolean;
}

/** `index` counts from 0; -1 when there are more matches than are counted. */
export type SearchResult =
  | { readonly kind: 'idle' }
  | { readonly kind: 'invalid' }
  /** What finds could not be fetched: the hub is out of reach. */
  | { readonly kind: 'unavailable' }
  | { readonly kind: 'found'; readonly index: number; readonly count: number };

/** More matches than this are not counted: "1000+" says as much. */
export const COUNTED_MATCHES = 1000;

/** A file of its own, since few look for anything; fetched ahead by whoever may be out of the hub's reach by then. */
export async function fetchSearch(): Promise<new (options: { readonly highlightLimit: number }) => SearchAddon> {
  return (await import('@xterm/addon-search')).SearchAddon;
}

/** Finding in one terminal's scrollback. */
export class TerminalSearch implements Disposable {
  private readonly terminal: Terminal;
  private readonly theme: () => ThemeName;
  private readonly touch: boolean;
  private readonly results = new Emitter<SearchResult>();
  private addon: SearchAddon | undefined;
  private fetching: Promise<void> | undefined;
  private isDisposed = false;
  private query: SearchQuery | undefined;
  private last: SearchResult = { kind: 'idle' };

  readonly onResult: Event<SearchResult> = this.results.event;

  constructor(terminal: Terminal, theme: () => ThemeName, touch = false) {
    this.terminal = terminal;
    this.theme = theme;
    this.touch = touch;
  }

  get result(): SearchResult {
    return this.last;
  }

  /** Looks for something new, upwards from where the user is. */
  start(query: SearchQuery): void {
    this.query = query;
    if (this.addon === undefined) this.fetching ??= this.fetch();
    else this.findAnew();
  }

  next(): void {
    this.find('next');
  }

  previous(): void {
    this.find('previous');
  }

  stop(): void {
    this.query = undefined;
    this.paint();
    this.addon?.clearDecorations();
    this.tell({ kind: 'idle' });
  }

  /** Draws the matches anew, in the colours of another theme. */
  refresh(): void {
    if (this.query !== undefined) this.findAnew();
  }

  /** The match one stands on is the selection, which hides every other mark: it takes the mark's colour. */
  private paint(): void {
    const theme = this.theme();
    const active = matchColours[theme].active;
    const plain = themeFor(theme, this.touch);
    this.terminal.options.theme =
      this.query === undefined ? plain : { ...plain, selectionBackground: active, selectionInactiveBackground: active };
  }

  dispose(): void {
    this.isDisposed = true;
    this.addon?.dispose();
    this.results.dispose();
  }

  private async fetch(): Promise<void> {
    try {
      const Addon = await fetchSearch();
      if (this.isDisposed) return;
      this.addon = this.attach(new Addon({ highlightLimit: COUNTED_MATCHES }));
      this.refresh();
    } catch {
      // The next letter tries again.
      this.fetching = undefined;
      this.tell({ kind: 'unavailable' });
    }
  }

  private attach(addon: SearchAddon): SearchAddon {
    this.terminal.loadAddon(addon);
    addon.onDidChangeResults(({ resultIndex, resultCount }) => {
      if (this.query !== undefined) this.tell({ kind: 'found', index: resultIndex, count: resultCount });
    });
    return addon;
  }

  private findAnew(): void {
    // The addon does not notice by itself that only case or pattern changed.
    this.addon?.clearDecorations();
    this.paint();
    this.find('previous');
  }

  private find(direction: 'next' | 'previous'): void {
    const { query, addon } = this;
    if (query === undefined || addon === undefined) return;
    if (query.text === '') {
      addon.clearDecorations();
      this.tell({ kind: 'idle' });
      return;
    }
    if (query.regex && !isRegex(query.text)) {
      addon.clearDecorations();
      this.tell({ kind: 'invalid' });
      return;
    }
    const colours = matchColours[this.theme()];
    const options = {
      caseSensitive: query.caseSensitive,
      regex: query.regex,
      decorations: {
        matchBackground: colours.match,
        matchOverviewRuler: colours.match,
        activeMatchBackground: colours.active,
        activeMatchColorOverviewRuler: colours.active,
      },
    };
    const found = direction === 'next' ? addon.findNext(query.text, options) : addon.findPrevious(query.text, options);
    if (!found) this.tell({ kind: 'found', index: -1, count: 0 });
  }

  private tell(result: SearchResult): void {
    this.last = result;
    this.results.fire(result);
  }
}

function isRegex(text: string): boolean {
  try {
    new RegExp(text);
    return true;
  } catch {
    // Half-typed patterns are usual; the answer says so to the user.
    return false;
  }
}
