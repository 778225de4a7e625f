import { type ReactNode, useSyncExternalStore } from 'react';
import { Caps } from '../../ui/kit/caps.tsx';
import { useAppWindow, useLive } from './use-app-window.ts';

/** Where the link under the pointer leads, in full, and how to follow it: text of a link can say anything. */
export function LinkHint({ terminal }: { readonly terminal: string }): ReactNode {
  const { mac } = useAppWindow();
  const live = useLive(terminal);
  const link = useSyncExternalStore(
    (changed) => {
      const listening = live?.view.onLink(changed);
      return () => listening?.dispose();
    },
    () => live?.view.link ?? null,
  );
  if (link === null) return null;
  return (
    <div className="pointer-events-none absolute bottom-1 left-1 z-10 flex max-w-[calc(100%-0.5rem)] items-center gap-2 rounded-md border border-line-strong bg-raised px-2 py-1 text-[12px] shadow-pop">
      <span className="truncate">{link}</span>
      <span className="flex shrink-0 items-center gap-1 text-muted">
        <Caps caps={[mac ? '⌘' : 'Ctrl']} /> click
      </span>
    </div>
  );
}
