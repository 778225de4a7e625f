import { Radio } from '@base-ui/react/radio';
import { RadioGroup } from '@base-ui/react/radio-group';
import type { LucideIcon } from 'lucide-react';
import type { ReactNode } from 'react';

export interface SegmentedProps<V extends string> {
  /** What is chosen, for those who do not see the row it stands in. */
  readonly label: string;
  readonly value: V;
  readonly options: ReadonlyArray<{ readonly value: V; readonly label: string; readonly icon?: LucideIcon }>;
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
      {options.map(({ value: option, label: text, icon: Icon }) => (
        <Radio.Root
          key={option}
          value={option}
          nativeButton
          aria-label={text}
          render={<button type="button" />}
          className="inline-flex h-[26px] items-center gap-1.5 rounded-md px-2.5 text-[13px] text-muted transition-colors hover:text-text focus-visible:outline-offset-1 data-checked:bg-lifted data-checked:text-text data-checked:shadow-[0_0_0_0.5px_var(--line-strong),0_1px_2px_#0000001a] pointer-coarse:h-9"
        >
          {Icon !== undefined && <Icon className="size-3.5" aria-hidden />}
          {text}
        </Radio.Root>
      ))}
    </RadioGroup>
  );
}
