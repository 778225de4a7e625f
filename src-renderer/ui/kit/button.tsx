import { Button as BaseButton } from '@base-ui/react/button';
import type { ComponentProps, ReactNode } from 'react';
import { cx } from './class-names.ts';
import { Tip } from './tip.tsx';

const LOOKS = {
  primary: 'bg-accent-solid text-on-accent hover:bg-accent-hover',
  danger: 'bg-danger-solid text-on-accent hover:brightness-110',
  plain: 'border border-line-strong bg-raised text-text hover:bg-hover',
  quiet: 'text-muted hover:bg-hover hover:text-text',
} as const;

export interface ButtonProps extends Omit<ComponentProps<typeof BaseButton>, 'className'> {
  readonly look?: keyof typeof LOOKS;
  readonly className?: string;
}

export function Button({ look = 'plain', className, ...rest }: ButtonProps): ReactNode {
  return (
    <BaseButton
      className={cx(
        'inline-flex h-7 shrink-0 select-none items-center justify-center gap-1.5 rounded-md px-2.5 font-medium text-[13px] transition-colors data-disabled:opacity-50',
        LOOKS[look],
        className,
      )}
      {...rest}
    />
  );
}

export interface IconButtonProps extends Omit<ComponentProps<typeof BaseButton>, 'className'> {
  /** Says what it does, to everyone who cannot see the icon and to a pointer that waits. */
  readonly label: string;
  readonly caps?: ReadonlyArray<string>;
  readonly className?: string;
}

export function IconButton({ label, caps, className, ...rest }: IconButtonProps): ReactNode {
  return (
    <Tip label={label} {...(caps === undefined ? {} : { caps })}>
      <BaseButton
        aria-label={label}
        className={cx(
          'inline-flex size-7 shrink-0 items-center justify-center rounded-md text-muted transition-colors hover:bg-hover hover:text-text data-disabled:opacity-40 data-pressed:bg-hover data-popup-open:bg-hover data-popup-open:text-text pointer-coarse:size-9',
          className,
        )}
        {...rest}
      />
    </Tip>
  );
}
