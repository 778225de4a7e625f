import { Radio } from '@base-ui/react/radio';
import { RadioGroup } from '@base-ui/react/radio-group';
import type { ReactNode } from 'react';

export interface SegmentedProps<V extends string> {
  /** What is chosen, for those who do not see the row it stands in. */
  readonly label: string;
  readonly value: V;
  readonly options: ReadonlyArray<{ readonly value: V; readonly label: string; readonly icon?: ReactNode }>;
  readonly onChange: (value: V) => void;
}

/** One of a few, all of them in sight; arrow keys go from one to the next. */
export function Segmented<V extends string>({ label, value, options, onChange }: SegmentedProps<V>): ReactNode {
  return (
    <RadioGroup
      aria-label={label}
      value={value}
      onValueChange={(next: V) => onChange(next)}
      className="inline-flex rounded-lg bg-well p-0.5"
    >
      {options.map((option) => (
        <Radio.Root
          key={option.value}
          value={option.value}
          nativeButton
          render={<button type="button" aria-label={option.label} />}
          className="inline-flex h-[26px] items-center gap-1.5 rounded-md px-3 text-[13px] text-muted transition-colors hover:text-text data-checked:bg-thumb-seg data-checked:font-medium data-checked:text-text data-checked:shadow-[0_0_0_0.5px_var(--line-strong),0_1px_2px_#0000001a] pointer-coarse:h-9"
        >
          {option.icon}
          {option.label}
        </Radio.Root>
      ))}
    </RadioGroup>
  );
}
