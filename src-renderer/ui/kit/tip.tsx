import { Tooltip } from '@base-ui/react/tooltip';
import type { ReactElement, ReactNode } from 'react';
import { Caps } from './caps.tsx';

export interface TipProps {
  readonly label: string;
  readonly caps?: ReadonlyArray<string>;
  readonly children: ReactElement<Record<string, unknown>>;
}

/** Says what a control is called and which keys do the same. */
export function Tip({ label, caps, children }: TipProps): ReactNode {
  return (
    <Tooltip.Root>
      <Tooltip.Trigger render={children} />
      <Tooltip.Portal>
        <Tooltip.Positioner sideOffset={6} className="z-50">
          <Tooltip.Popup className="appear flex items-center gap-2 rounded-md border border-line bg-raised px-2 py-1 text-[12px] text-text shadow-pop">
            {label}
            {caps !== undefined && <Caps caps={caps} />}
          </Tooltip.Popup>
        </Tooltip.Positioner>
      </Tooltip.Portal>
    </Tooltip.Root>
  );
}
