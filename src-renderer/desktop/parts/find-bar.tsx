import { ArrowDown, ArrowUp, CaseSensitive, Regex, X } from 'lucide-react';
import { type ReactNode, useEffect, useRef, useState, useSyncExternalStore } from 'react';
import { useStore } from 'zustand';
import { IconButton } from '../../ui/kit/button.tsx';
import { cx } from '../../ui/kit/class-names.ts';
import type { LiveTerminal } from '../../ui/terminal/live-terminal.ts';
import { COUNTED_MATCHES, type SearchResult } from '../../ui/terminal/terminal-search.ts';
import { useAppWindow, useLive } from './use-app-window.ts';

/** Finding in one terminal's scrollback. */
export function FindBar({ terminal }: { readonly terminal: string }): ReactNode {
  const { finding } = useAppWindow();
  const here = useStore(finding.store, (state) => state.terminal === terminal);
  const live = useLive(terminal);
  return here && live !== undefined ? <OpenFindBar live={live} /> : null;
}

function countOf(result: SearchResult): string {
  if (result.kind === 'idle') return '';
  if (result.kind === 'invalid') return 'Not a pattern';
  if (result.kind === 'unavailable') return 'No connection';
  if (result.count === 0) return 'No matches';
  if (result.index < 0) return `${COUNTED_MATCHES}+ matches`;
  return `${result.index + 1} of ${result.count}`;
}

function OpenFindBar({ live }: { readonly live: LiveTerminal }): ReactNode {
  const { finding } = useAppWindow();
  const asked = useStore(finding.store, (state) => state.asked);
  const input = useRef<HTMLInputElement>(null);
  // A draft: born here, and gone with the bar.
  const [query, setQuery] = useState({ text: '', caseSensitive: false, regex: false });
  const { search } = live.view;
  const result = useSyncExternalStore(
    (changed) => {
      const listening = search.onResult(changed);
      return () => listening.dispose();
    },
    () => search.result,
  );
  // biome-ignore lint/correctness/useExhaustiveDependencies: asking again, while it is open, focuses it again
  useEffect(() => {
    input.current?.focus();
    input.current?.select();
  }, [asked]);
  useEffect(() => () => search.stop(), [search]);
  const change = (next: Partial<typeof query>): void => {
    const changed = { ...query, ...next };
    setQuery(changed);
    search.start(changed);
  };
  const close = (): void => {
    finding.stop();
    live.view.focus();
  };
  const failed = result.kind === 'invalid' || (result.kind === 'found' && result.count === 0);
  return (
    <search className="absolute top-2 right-4 z-20 flex max-w-[calc(100%-1.5rem)] items-center gap-0.5 rounded-lg border border-line-strong bg-raised p-1 shadow-pop">
      <input
        ref={input}
        aria-label="Find in scrollback"
        placeholder="Find"
        autoComplete="off"
        spellCheck={false}
        className={cx(
          'h-7 w-44 min-w-0 rounded-md bg-transparent px-2 text-[13px] placeholder:text-faint',
          failed && query.text !== '' && 'text-danger',
        )}
        value={query.text}
        onChange={(event) => change({ text: event.target.value })}
        onKeyDown={(event) => {
          if (event.key === 'Escape') close();
          else if (event.key === 'Enter') event.shiftKey ? search.next() : search.previous();
          else return;
          event.preventDefault();
          event.stopPropagation();
        }}
      />
      <span role="status" className="min-w-18 whitespace-nowrap px-1 text-right text-[12px] text-muted tabular-nums">
        {countOf(result)}
      </span>
      <IconButton
        label="Match case"
        aria-pressed={query.caseSensitive}
        className={query.caseSensitive ? 'bg-selected text-accent' : ''}
        onClick={() => change({ caseSensitive: !query.caseSensitive })}
      >
        <CaseSensitive className="size-4" aria-hidden />
      </IconButton>
      <IconButton
        label="Regular expression"
        aria-pressed={query.regex}
        className={query.regex ? 'bg-selected text-accent' : ''}
        onClick={() => change({ regex: !query.regex })}
      >
        <Regex className="size-3.5" aria-hidden />
      </IconButton>
      <IconButton label="Previous match (above)" caps={['↵']} onClick={() => search.previous()}>
        <ArrowUp className="size-4" aria-hidden />
      </IconButton>
      <IconButton label="Next match (below)" caps={['Shift', '↵']} onClick={() => search.next()}>
        <ArrowDown className="size-4" aria-hidden />
      </IconButton>
      <IconButton label="Close find" caps={['Esc']} onClick={close}>
        <X className="size-4" aria-hidden />
      </IconButton>
    </search>
  );
}
