import { AlertDialog } from '@base-ui/react/alert-dialog';
import { type ReactNode, useRef } from 'react';
import { Button } from './button.tsx';
import { cx } from './class-names.ts';
import { backdropClass, DialogFooter, type FinalFocus, popupClass } from './dialog.tsx';

export interface ConfirmProps {
  readonly title: string;
  readonly description: ReactNode;
  readonly confirm: string;
  readonly danger?: boolean;
  readonly onConfirm: () => void;
  readonly onCancel: () => void;
  readonly finalFocus: FinalFocus;
  readonly children?: ReactNode;
  readonly className?: string;
}

/** Asks before something that cannot be taken back. The keyboard starts on the harmless answer. */
export function Confirm(props: ConfirmProps): ReactNode {
  const { title, description, confirm, danger, onConfirm, onCancel, finalFocus, children, className } = props;
  const cancel = useRef<HTMLButtonElement>(null);
  return (
    <AlertDialog.Root open onOpenChange={(open) => !open && onCancel()}>
      <AlertDialog.Portal>
        <AlertDialog.Backdrop className={backdropClass} />
        <AlertDialog.Viewport className="fixed inset-0 z-50 flex items-center-safe justify-center overflow-y-auto p-3">
          <AlertDialog.Popup
            className={cx(popupClass, className ?? 'max-w-md')}
            initialFocus={cancel}
            finalFocus={() => finalFocus() ?? true}
          >
            <AlertDialog.Title className="px-4 pt-4 font-semibold text-[15px]">{title}</AlertDialog.Title>
            <AlertDialog.Description className="px-4 pt-1 text-[13px] text-muted" render={<div />}>
              {description}
            </AlertDialog.Description>
            {children}
            <DialogFooter>
              <Button ref={cancel} onClick={onCancel}>
                Cancel
              </Button>
              <Button look={danger ? 'danger' : 'primary'} onClick={onConfirm}>
                {confirm}
              </Button>
            </DialogFooter>
          </AlertDialog.Popup>
        </AlertDialog.Viewport>
      </AlertDialog.Portal>
    </AlertDialog.Root>
  );
}
