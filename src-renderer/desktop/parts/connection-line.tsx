import type { ReactNode } from 'react';
import { cx } from '../../ui/kit/class-names.ts';
import { useConnection } from './use-app-window.ts';

/** How this window stands with its hub, in a dot and a few words. */
export function ConnectionLine(): ReactNode {
  const state = useConnection();
  const open = state.kind === 'open';
  return (
    <span className="flex min-w-0 flex-1 items-center gap-2 text-[12px] text-muted">
      <span className={cx('size-2 shrink-0 rounded-full', open ? 'bg-ok' : 'bg-warn')} aria-hidden />
      <span className="truncate">{open ? state.welcome.hub.name : 'Not connected'}</span>
    </span>
  );
}
