import type { ReactNode } from 'react';

/** A key combination as key caps. */
export function Caps({ caps }: { readonly caps: ReadonlyArray<string> }): ReactNode {
  return (
    <kbd className="inline-flex shrink-0 items-center gap-0.5 font-sans pointer-coarse:hidden">
      {caps.map((cap) => (
        <span
          key={cap}
          className="inline-flex h-[18px] min-w-[18px] items-center justify-center rounded border border-line bg-cap px-1 text-[11px] text-muted leading-none"
        >
          {cap}
        </span>
      ))}
    </kbd>
  );
}
