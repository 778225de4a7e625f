import { SearchAddon } from '@xterm/addon-search';
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
  | { readonly kind: 'found'; readonly index: number; readonly count: number };

/** More matches than this are not counted: "1000+" says as much. */
export const COUNTED_MATCHES = 1000;

/** Finding in one terminal's scrollback. */
export class TerminalSearch implements Disposable {
  private readonly addon = new SearchAddon({ highlightLimit: COUNTED_MATCHES });
  private readonly terminal: Terminal;
  private readonly theme: () => ThemeName;
  private readonly touch: boolean;
  private readonly results = new Emitter<SearchResult>();
  private query: SearchQuery | undefined;
  private last: SearchResult = { kind: 'idle' };

  readonly onResult: Event<SearchResult> = this.results.event;

  constructor(terminal: Terminal, theme: () => ThemeName, touch = false) {
    this.terminal = terminal;
    this.theme = theme;
    this.touch = touch;
    terminal.loadAddon(this.addon);
    this.addon.onDidChangeResults(({ resultIndex, resultCount }) => {
      if (this.query !== undefined) this.tell({ kind: 'found', index: resultIndex, count: resultCount });
    });
  }

  get result(): SearchResult {
    return this.last;
  }

  /** Looks for something new, upwards from where the user is. */
  start(query: SearchQuery): void {
    this.query = query;
    // The addon does not notice by itself that only case or pattern changed.
    this.addon.clearDecorations();
    this.paint();
    this.find('previous');
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
    this.addon.clearDecorations();
    this.tell({ kind: 'idle' });
  }

  /** Draws the matches anew, in the colours of another theme. */
  refresh(): void {
    if (this.query === undefined) return;
    this.paint();
    this.addon.clearDecorations();
    this.find('previous');
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
    this.addon.dispose();
    this.results.dispose();
  }

  private find(direction: 'next' | 'previous'): void {
    const { query } = this;
    if (query === undefined) return;
    if (query.text === '') {
      this.addon.clearDecorations();
      this.tell({ kind: 'idle' });
      return;
    }
    if (query.regex && !isRegex(query.text)) {
      this.addon.clearDecorations();
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
    const found =
      direction === 'next' ? this.addon.findNext(query.text, options) : this.addon.findPrevious(query.text, options);
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
