import { ContextMenu as BaseContextMenu } from '@base-ui/react/context-menu';
import type { ReactElement, ReactNode } from 'react';
import { menuPopupClass } from './menu.tsx';

export interface ContextMenuProps {
  /** What is right-clicked (or long-pressed). */
  readonly target: ReactElement<Record<string, unknown>>;
  /** What stands inside of the target. */
  readonly inner?: ReactNode;
  /** Items made with `MenuItem` and `MenuLine`. */
  readonly children: ReactNode;
}

export function ContextMenu({ target, inner, children }: ContextMenuProps): ReactNode {
  return (
    <BaseContextMenu.Root>
      <BaseContextMenu.Trigger render={target}>{inner}</BaseContextMenu.Trigger>
      <BaseContextMenu.Portal>
        <BaseContextMenu.Positioner className="z-50 outline-none">
          <BaseContextMenu.Popup className={menuPopupClass}>{children}</BaseContextMenu.Popup>
        </BaseContextMenu.Positioner>
      </BaseContextMenu.Portal>
    </BaseContextMenu.Root>
  );
}
