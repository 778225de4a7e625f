import { X } from 'lucide-react';
import { type KeyboardEvent, type ReactNode, useEffect, useId, useRef } from 'react';
import { TouchButton } from './touch-button.tsx';
import { useScreen } from './use-screen.ts';

const FOCUSABLE = 'button:not([disabled]), input, textarea, [tabindex="0"]';

export interface SheetProps {
  readonly title: string;
  readonly children: ReactNode;
  readonly onClose?: () => void;
}

/** Comes up from the lower end and wants an answer; the keyboard stays in it until it goes. */
export function Sheet({ title, children, onClose }: SheetProps): ReactNode {
  const screen = useScreen();
  const heading = useId();
  const box = useRef<HTMLDivElement>(null);
  const close = onClose ?? (() => screen.close());
  useEffect(() => {
    const before = document.activeElement;
    const element = box.current;
    const first = element?.querySelector<HTMLElement>('[data-first]') ?? element;
    first?.focus({ preventScroll: true });
    return () => {
      if (before instanceof HTMLElement && before.isConnected) before.focus({ preventScroll: true });
    };
  }, []);
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === 'Escape') close();
    else if (event.key === 'Tab') turnAround(event, box.current);
    else return;
    event.stopPropagation();
  };
  return (
    <div className="absolute inset-0 z-40 flex flex-col justify-end pb-(--unseen)">
      <div className="absolute inset-0 animate-[sheet-fade_120ms_ease-out] bg-backdrop" aria-hidden onClick={close} />
      <div
        ref={box}
        role="dialog"
        aria-modal="true"
        aria-labelledby={heading}
        tabIndex={-1}
        className="relative mx-auto flex max-h-[calc(100%-var(--seen-top)-24px)] w-full max-w-lg animate-[sheet-up_160ms_ease-out] flex-col overflow-hidden rounded-t-2xl bg-raised shadow-pop outline-none"
        onKeyDown={onKeyDown}
      >
        <div className="flex shrink-0 items-center pt-1 pr-1 pl-4">
          <h2 id={heading} className="min-w-0 flex-1 font-semibold text-[17px]">
            {title}
          </h2>
          <TouchButton look="icon" aria-label="Close" onClick={close}>
            <X className="size-5" aria-hidden />
          </TouchButton>
        </div>
        <div className="min-h-0 overflow-y-auto overscroll-contain px-4 pb-[calc(1rem+env(safe-area-inset-bottom))]">
          {children}
        </div>
      </div>
    </div>
  );
}

/** Tab goes around within the sheet. */
function turnAround(event: KeyboardEvent, box: HTMLElement | null): void {
  const all = [...(box?.querySelectorAll<HTMLElement>(FOCUSABLE) ?? [])];
  const first = all[0];
  const last = all.at(-1);
  const { activeElement } = document;
  if (event.shiftKey ? activeElement === first || activeElement === box : activeElement === last) {
    event.preventDefault();
    (event.shiftKey ? last : first)?.focus();
  }
}
