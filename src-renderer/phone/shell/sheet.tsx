import { X } from 'lucide-react';
import { type ReactNode, useEffect, useId, useRef } from 'react';
import { TouchButton } from '../terminal/parts/touch-button.tsx';

export interface SheetProps {
  readonly title: string;
  readonly onClose: () => void;
  readonly children: ReactNode;
}

/**
 * Comes up from the lower end and wants an answer. It is the browser's own dialog, which keeps the focus, hides the rest from
 * screen readers, goes on Escape or Android's back, and gives the focus back.
 */
export function Sheet({ title, onClose, children }: SheetProps): ReactNode {
  const dialog = useRef<HTMLDialogElement>(null);
  const heading = useId();
  const close = useRef(onClose);
  close.current = onClose;
  useEffect(() => {
    const element = dialog.current;
    if (element === null) return;
    // A tap beside it, which must have begun there: a long press that has opened it ends there too. Escape is the dialog's own.
    let pressed = false;
    const onDown = ({ target }: Event): void => {
      pressed = target === element;
    };
    const onClick = ({ target }: Event): void => {
      if (pressed && target === element) close.current();
    };
    element.addEventListener('pointerdown', onDown);
    element.addEventListener('click', onClick);
    element.showModal();
    return () => {
      element.removeEventListener('pointerdown', onDown);
      element.removeEventListener('click', onClick);
      element.close();
    };
  }, []);
  return (
    <dialog
      ref={dialog}
      aria-labelledby={heading}
      className="mx-auto mt-auto mb-0 max-h-[85%] w-full max-w-lg overflow-y-auto overscroll-contain rounded-t-2xl bg-raised text-text shadow-pop outline-none backdrop:bg-backdrop open:animate-[sheet-up_160ms_ease-out] open:backdrop:animate-[sheet-fade_120ms_ease-out]"
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
    >
      <div className="flex items-center pt-1 pr-1 pl-4">
        <h2 id={heading} className="min-w-0 flex-1 truncate font-semibold text-[17px]">
          {title}
        </h2>
        <TouchButton look="icon" aria-label="Close" onClick={onClose}>
          <X className="size-5" aria-hidden />
        </TouchButton>
      </div>
      <div className="flex flex-col px-4 pb-[calc(1rem+env(safe-area-inset-bottom))]">{children}</div>
    </dialog>
  );
}
