import { NumberField as BaseNumberField } from '@base-ui/react/number-field';
import { Minus, Plus } from 'lucide-react';
import { type ReactNode, useState } from 'react';
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

/**
 * A number between two bounds: stepped by arrow keys, by buttons once they are let go, or typed, which counts with Enter
 * or when the field is left.
 */
export function NumberField({ value, least, most, step, onChange, className }: NumberFieldProps): ReactNode {
  // What is typed or stepped and not yet meant.
  const [draft, setDraft] = useState<number>();
  const mean = (next: number | null): void => {
    setDraft(undefined);
    if (next !== null && next !== value) onChange(Math.min(most, Math.max(least, next)));
  };
  return (
    <BaseNumberField.Root
      value={draft ?? value}
      min={least}
      max={most}
      step={step}
      largeStep={step * 10}
      onValueChange={(next) => setDraft(next ?? undefined)}
      onValueCommitted={mean}
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
        <BaseNumberField.Input
          onKeyDown={(event) => {
            if (event.key === 'Enter' && draft !== undefined) mean(draft);
          }}
          className="min-w-0 flex-1 bg-transparent text-center text-[13px] text-text tabular-nums outline-none pointer-coarse:text-[16px]"
        />
        <BaseNumberField.Increment className={cx(stepClass, 'border-line border-l')} aria-label="More">
          <Plus className="size-3.5" aria-hidden />
        </BaseNumberField.Increment>
      </BaseNumberField.Group>
    </BaseNumberField.Root>
  );
}
