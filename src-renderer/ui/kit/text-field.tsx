import { Field } from '@base-ui/react/field';
import type { ComponentProps, ReactNode } from 'react';
import { cx } from './class-names.ts';

export const inputClass =
  'h-8 w-full min-w-0 rounded-md border border-line-strong bg-field px-2.5 text-[13px] text-text placeholder:text-faint pointer-coarse:h-10 pointer-coarse:text-[16px]';

export interface TextFieldProps extends Omit<ComponentProps<typeof Field.Control>, 'className'> {
  readonly label: string;
  readonly hint?: ReactNode;
  readonly className?: string;
}

export function TextField({ label, hint, className, ...rest }: TextFieldProps): ReactNode {
  return (
    <Field.Root className="flex flex-col gap-1">
      <Field.Label className="text-[12px] text-muted">{label}</Field.Label>
      <Field.Control className={cx(inputClass, className)} autoComplete="off" spellCheck={false} {...rest} />
      {hint !== undefined && <Field.Description className="text-[12px] text-faint">{hint}</Field.Description>}
    </Field.Root>
  );
}
