import type { ComponentProps, ReactNode } from 'react';
import { cx } from '../../../ui/kit/class-names.ts';

const LOOKS = {
  primary: 'bg-accent-solid text-on-accent active:bg-accent-hover',
  plain: 'border border-line-strong bg-raised text-text active:bg-hover',
  quiet: 'text-accent active:bg-hover',
  /** Cannot be taken back. */
  danger: 'bg-danger-solid text-white active:brightness-90',
  /** Leads to what cannot be taken back. */
  warning: 'border border-line-strong bg-raised text-danger active:bg-hover',
  icon: 'text-muted active:bg-hover',
} as const;

export interface TouchButtonProps extends Omit<ComponentProps<'button'>, 'className' | 'type'> {
  readonly look?: keyof typeof LOOKS;
  readonly className?: string;
  /** Leaves the keyboard where it is: a button that takes the focus makes soft keyboards go. */
  readonly keepsKeyboard?: boolean;
}

/** A button for thumbs: 44 pixels at least. */
export function TouchButton({ look = 'plain', className, keepsKeyboard, ...rest }: TouchButtonProps): ReactNode {
  return (
    <button
      type="button"
      className={cx(
        'inline-flex min-h-11 min-w-11 shrink-0 touch-manipulation select-none items-center justify-center gap-2 rounded-lg font-medium text-[15px] transition-colors disabled:opacity-45',
        look !== 'icon' && 'px-4',
        LOOKS[look],
        className,
      )}
      {...(keepsKeyboard === true ? { onPointerDown: keepFocus, onMouseDown: keepFocus, tabIndex: 0 } : {})}
      {...rest}
    />
  );
}

function keepFocus(event: { preventDefault(): void }): void {
  event.preventDefault();
}
