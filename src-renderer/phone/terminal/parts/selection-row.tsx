import { Copy, TextSelect, X } from 'lucide-react';
import type { ReactNode } from 'react';
import { TouchButton } from './touch-button.tsx';
import { useScreen } from './use-screen.ts';

/** What one does with a selection. */
export function SelectionRow(): ReactNode {
  const screen = useScreen();
  return (
    <div
      role="toolbar"
      aria-label="Selection"
      className="flex items-center gap-2 border-line border-t bg-raised px-2 py-1"
    >
      <TouchButton look="primary" keepsKeyboard onClick={() => void screen.copySelection()}>
        <Copy className="size-4.5" aria-hidden />
        Copy
      </TouchButton>
      <TouchButton look="quiet" keepsKeyboard className="px-3" onClick={() => screen.selection.selectAll()}>
        <TextSelect className="size-4.5" aria-hidden />
        Select all
      </TouchButton>
      <span className="flex-1" />
      <TouchButton look="icon" keepsKeyboard aria-label="Clear selection" onClick={() => screen.selection.clear()}>
        <X className="size-5" aria-hidden />
      </TouchButton>
    </div>
  );
}
