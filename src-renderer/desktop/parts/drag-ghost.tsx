import type { ReactNode } from 'react';
import { useStore } from 'zustand';
import { useAppWindow } from './use-app-window.ts';

/** What is in the hand, beside the pointer. */
export function DragGhost(): ReactNode {
  const state = useStore(useAppWindow().dragging.store);
  if (state.kind === 'idle') return null;
  return (
    <div
      aria-hidden
      className="pointer-events-none fixed z-50 max-w-56 truncate rounded-md border border-line-strong bg-raised px-2.5 py-1 text-[12px] shadow-pop"
      style={{ left: state.point.x + 12, top: state.point.y + 12 }}
    >
      {state.dragged.label}
    </div>
  );
}
