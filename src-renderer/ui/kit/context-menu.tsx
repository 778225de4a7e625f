import { ContextMenu as BaseContextMenu } from '@base-ui/react/context-menu';
import type { ReactElement, ReactNode } from 'react';
import { menuPopupClass } from './menu.tsx';

export interface ContextMenuProps {
  /** What is right-clicked (or long-pressed). */
  readonly target: ReactElement<Record<string, unknown>>;
  /** Items made with `MenuItem` and `MenuLine`. */
  readonly children: ReactNode;
}

export function ContextMenu({ target, children }: ContextMenuProps): ReactNode {
  return (
    <BaseContextMenu.Root>
      <BaseContextMenu.Trigger render={target} />
      <BaseContextMenu.Portal>
        <BaseContextMenu.Positioner className="z-50 outline-none">
          <BaseContextMenu.Popup className={menuPopupClass}>{children}</BaseContextMenu.Popup>
        </BaseContextMenu.Positioner>
      </BaseContextMenu.Portal>
    </BaseContextMenu.Root>
  );
}
