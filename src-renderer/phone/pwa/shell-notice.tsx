import type { ReactNode } from 'react';
import { useStore } from 'zustand';
import { TouchButton } from '../terminal/parts/touch-button.tsx';
import type { Shell } from './shell.ts';

/** Says that a newer page is there. */
export function ShellNotice({ shell }: { readonly shell: Shell }): ReactNode {
  const newer = useStore(shell.newer);
  if (!newer) return null;
  return (
    <div role="status" className="mb-4 flex items-center gap-2 rounded-xl border border-line bg-raised py-1 pr-1 pl-4">
      <span className="min-w-0 flex-1 text-[14px] leading-snug">
        A newer Homeport is here. It is taken at the next start.
      </span>
      <TouchButton look="quiet" className="px-3" onClick={() => shell.take()}>
        Take it now
      </TouchButton>
    </div>
  );
}
