import { Select } from '@base-ui/react/select';
import { Check, ChevronsUpDown } from 'lucide-react';
import type { ReactNode } from 'react';
import { cx } from './class-names.ts';
import { menuItemClass, menuPopupClass } from './menu.tsx';
import { inputClass } from './text-field.tsx';

export interface SelectFieldProps {
  readonly label: string;
  readonly value: string;
  readonly options: ReadonlyArray<{ readonly value: string; readonly label: string; readonly hint?: string }>;
  readonly onChange: (value: string) => void;
}

export function SelectField({ label, value, options, onChange }: SelectFieldProps): ReactNode {
  return (
    <Select.Root
      items={options.map((option) => ({ value: option.value, label: option.label }))}
      value={value}
      onValueChange={(next) => next !== null && onChange(next)}
    >
      <div className="flex flex-col gap-1">
        <Select.Label className="text-[12px] text-muted">{label}</Select.Label>
        <Select.Trigger className={cx(inputClass, 'flex items-center justify-between gap-2 text-left')}>
          <Select.Value className="truncate" />
          <Select.Icon>
            <ChevronsUpDown className="size-3.5 text-muted" aria-hidden />
          </Select.Icon>
        </Select.Trigger>
      </div>
      <Select.Portal>
        <Select.Positioner sideOffset={4} alignItemWithTrigger={false} className="z-60 outline-none">
          <Select.Popup className={cx(menuPopupClass, 'min-w-(--anchor-width)')}>
            <Select.List>
              {options.map((option) => (
                <Select.Item key={option.value} value={option.value} className={menuItemClass}>
                  <span className="flex size-4 items-center justify-center">
                    <Select.ItemIndicator>
                      <Check className="size-3.5" aria-hidden />
                    </Select.ItemIndicator>
                  </span>
                  <Select.ItemText>{option.label}</Select.ItemText>
                  {option.hint !== undefined && <span className="truncate text-[12px] text-faint">{option.hint}</span>}
                </Select.Item>
              ))}
            </Select.List>
          </Select.Popup>
        </Select.Positioner>
      </Select.Portal>
    </Select.Root>
  );
}
