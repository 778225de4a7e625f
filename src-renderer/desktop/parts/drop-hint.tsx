import type { ReactNode } from 'react';
import { useStore } from 'zustand';
import { halfOf } from '../state/tab-drag.ts';
import { useAppWindow } from './use-app-window.ts';

const WHOLE = { left: 0, top: 0, width: 100, height: 100 };

/** Shows the half of a pane that what is dragged would take. */
export function DropHint({ terminal }: { readonly terminal: string }): ReactNode {
  const side = useStore(useAppWindow().dragging.store, (state) =>
    state.kind === 'dragging' && state.target?.kind === 'pane' && state.target.terminal === terminal
      ? state.target.side
      : undefined,
  );
  if (side === undefined) return null;
  const half = halfOf(WHOLE, side);
  return (
    <div
      className="pointer-events-none absolute z-20 rounded-md border-2 border-accent bg-accent/15 transition-all duration-100"
      style={{ left: `${half.left}%`, top: `${half.top}%`, width: `${half.width}%`, height: `${half.height}%` }}
    />
  );
}
