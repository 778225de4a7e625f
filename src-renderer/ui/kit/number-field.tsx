import { NumberField as BaseNumberField } from '@base-ui/react/number-field';
import { Minus, Plus } from 'lucide-react';
import type { ReactNode } from 'react';
import { cx } from './class-names.ts';

export interface NumberFieldProps {
  readonly value: number;
  readonly least: number;
  readonly most: number;
  readonly step: number;
  readonly onChange: (value: number) => void;
  readonly className?: string;
}

const stepClass =
  'flex w-8 shrink-0 items-center justify-center text-muted transition-colors hover:bg-hover hover:text-text data-disabled:opacity-40 pointer-coarse:w-11';

/** A number between two bounds: typed, or stepped by buttons and arrow keys. A typed one counts when the field is left. */
export function NumberField({ value, least, most, step, onChange, className }: NumberFieldProps): ReactNode {
  return (
    <BaseNumberField.Root
      value={value}
      min={least}
      max={most}
      step={step}
      largeStep={step * 10}
      onValueCommitted={(next) => next !== null && next !== value && onChange(next)}
    >
      <BaseNumberField.Group
        className={cx(
          'flex h-8 overflow-hidden rounded-md border border-line-strong bg-field focus-within:outline-2 focus-within:outline-accent focus-within:-outline-offset-1 pointer-coarse:h-10',
          className,
        )}
      >
        <BaseNumberField.Decrement className={cx(stepClass, 'border-line border-r')} aria-label="Less">
          <Minus className="size-3.5" aria-hidden />
        </BaseNumberField.Decrement>
        <BaseNumberField.Input className="min-w-0 flex-1 bg-transparent text-center text-[13px] text-text tabular-nums outline-none pointer-coarse:text-[16px]" />
        <BaseNumberField.Increment className={cx(stepClass, 'border-line border-l')} aria-label="More">
          <Plus className="size-3.5" aria-hidden />
        </BaseNumberField.Increment>
      </BaseNumberField.Group>
    </BaseNumberField.Root>
  );
}
