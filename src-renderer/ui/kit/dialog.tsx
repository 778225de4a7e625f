import { Dialog as BaseDialog } from '@base-ui/react/dialog';
import type { ReactNode } from 'react';
import { cx } from './class-names.ts';

/** Where the keyboard goes when a dialog closes; undefined leaves it to where it came from. */
export type FinalFocus = () => HTMLElement | null | undefined;

export interface DialogProps {
  readonly title: string;
  /** Draws the title for screen readers only. */
  readonly hideTitle?: boolean;
  readonly description?: ReactNode;
  readonly onClose: () => void;
  readonly finalFocus: FinalFocus;
  readonly className?: string;
  /** Higher up, for what one types into and picks from. */
  readonly atTop?: boolean;
  readonly children: ReactNode;
}

export const backdropClass = 'fade fixed inset-0 z-40 bg-backdrop';
export const popupClass =
  'appear flex w-full flex-col overflow-hidden rounded-xl border border-line-strong bg-raised text-text shadow-pop outline-none';

/** A dialog that is open as long as it is rendered; Escape and a click beside it close it. */
export function Dialog(props: DialogProps): ReactNode {
  const { title, hideTitle, description, onClose, finalFocus, className, atTop, children } = props;
  return (
    <BaseDialog.Root open onOpenChange={(open) => !open && onClose()}>
      <BaseDialog.Portal>
        <BaseDialog.Backdrop className={backdropClass} />
        <BaseDialog.Viewport
          className={cx(
            'fixed inset-0 z-50 flex justify-center overflow-y-auto p-3',
            atTop ? 'items-start pt-[min(12vh,6rem)]' : 'items-center-safe',
          )}
        >
          <BaseDialog.Popup className={cx(popupClass, className ?? 'max-w-md')} finalFocus={() => finalFocus() ?? true}>
            <BaseDialog.Title className={hideTitle ? 'sr-only' : 'px-4 pt-4 font-semibold text-[15px]'}>
              {title}
            </BaseDialog.Title>
            {description !== undefined && (
              <BaseDialog.Description className="px-4 pt-1 text-[13px] text-muted" render={<div />}>
                {description}
              </BaseDialog.Description>
            )}
            {children}
          </BaseDialog.Popup>
        </BaseDialog.Viewport>
      </BaseDialog.Portal>
    </BaseDialog.Root>
  );
}

export function DialogFooter({ children }: { readonly children: ReactNode }): ReactNode {
  return <div className="mt-4 flex justify-end gap-2 border-line border-t bg-chrome px-4 py-3">{children}</div>;
}
