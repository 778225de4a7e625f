import { TriangleAlert } from 'lucide-react';
import type { ReactNode } from 'react';
import { useStore } from 'zustand';
import { useAppWindow } from './use-app-window.ts';

/** What the hub itself needs a person for. */
export function TroubleBar(): ReactNode {
  const troubles = useStore(useAppWindow().session.hub, ({ state }) => state.troubles);
  return Object.values(troubles).map((trouble) => (
    <div
      key={trouble.id}
      role="alert"
      className="flex min-h-9 shrink-0 items-center gap-2 border-line border-b bg-warn-wash px-3 py-1 text-[12.5px]"
    >
      <TriangleAlert className="size-4 shrink-0 text-warn" aria-hidden />
      {trouble.text}
    </div>
  ));
}
