import { ArrowDown, ArrowUp, CaseSensitive, X } from 'lucide-react';
import { type ReactNode, useEffect, useRef, useState, useSyncExternalStore } from 'react';
import { cx } from '../../../ui/kit/class-names.ts';
import { COUNTED_MATCHES, type SearchResult } from '../../../ui/terminal/terminal-search.ts';
import { TouchButton } from './touch-button.tsx';
import { useScreen } from './use-screen.ts';

function countOf(result: SearchResult): string {
  if (result.kind === 'unavailable') return 'Offline';
  if (result.kind !== 'found') return '';
  if (result.count === 0) return 'None';
  return result.index < 0 ? `${COUNTED_MATCHES}+` : `${result.index + 1}/${result.count}`;
}

/** Finding in the scrollback, where thumbs reach it. */
export function FindRow(): ReactNode {
  const screen = useScreen();
  const { search } = screen.live.view;
  const input = useRef<HTMLInputElement>(null);
  // A draft: born here, and gone with the row.
  const [query, setQuery] = useState({ text: '', caseSensitive: false, regex: false });
  const result = useSyncExternalStore(
    (changed) => {
      const listening = search.onResult(changed);
      return () => listening.dispose();
    },
    () => search.result,
  );
  useEffect(() => {
    input.current?.focus({ preventScroll: true });
    return () => search.stop();
  }, [search]);
  const change = (next: Partial<typeof query>): void => {
    const changed = { ...query, ...next };
    setQuery(changed);
    search.start(changed);
  };
  const close = (): void => screen.store.setState({ finding: false });
  const none = result.kind === 'found' && result.count === 0 && query.text !== '';
  return (
    <search className="flex items-center gap-0.5 border-line border-t bg-chrome px-1.5 py-1">
      <input
        ref={input}
        aria-label="Find in scrollback"
        placeholder="Find"
        autoComplete="off"
        autoCapitalize="none"
        spellCheck={false}
        enterKeyHint="search"
        className={cx(
          'h-11 min-w-0 flex-1 rounded-xl border border-line-strong bg-field px-3 text-[16px] placeholder:text-faint focus-visible:outline-offset-0',
          none && 'text-danger',
        )}
        value={query.text}
        onChange={(event) => change({ text: event.target.value })}
        onKeyDown={(event) => {
          if (event.key === 'Escape') close();
          else if (event.key === 'Enter') event.shiftKey ? search.next() : search.previous();
          else return;
          event.preventDefault();
        }}
      />
      <span role="status" className="min-w-11 whitespace-nowrap text-center text-[13px] text-muted tabular-nums">
        {countOf(result)}
      </span>
      <TouchButton
        look="icon"
        keepsKeyboard
        aria-label="Match case"
        aria-pressed={query.caseSensitive}
        className={cx('max-[380px]:hidden', query.caseSensitive && 'bg-selected text-accent')}
        onClick={() => change({ caseSensitive: !query.caseSensitive })}
      >
        <CaseSensitive className="size-5" aria-hidden />
      </TouchButton>
      <TouchButton look="icon" keepsKeyboard aria-label="Earlier match" onClick={() => search.previous()}>
        <ArrowUp className="size-5" aria-hidden />
      </TouchButton>
      <TouchButton look="icon" keepsKeyboard aria-label="Later match" onClick={() => search.next()}>
        <ArrowDown className="size-5" aria-hidden />
      </TouchButton>
      <TouchButton look="icon" aria-label="Close find" onClick={close}>
        <X className="size-5" aria-hidden />
      </TouchButton>
    </search>
  );
}
