import { Field } from '@base-ui/react/field';
import { Select } from '@base-ui/react/select';
import { Check, ChevronsUpDown } from 'lucide-react';
import type { ReactNode } from 'react';
import { cx } from './class-names.ts';
import { menuItemClass, menuPopupClass } from './menu.tsx';
import { inputClass } from './text-field.tsx';

interface SelectControlProps {
  readonly value: string;
  readonly options: ReadonlyArray<{ readonly value: string; readonly label: string; readonly hint?: string }>;
  readonly onChange: (value: string) => void;
}

export interface SelectFieldProps extends SelectControlProps {
  readonly label: string;
}

/** A choice with its label above it. */
export function SelectField({ label, ...control }: SelectFieldProps): ReactNode {
  return (
    <Field.Root className="flex flex-col gap-1">
      <Field.Label className="text-[12px] text-muted">{label}</Field.Label>
      <SelectControl {...control} />
    </Field.Root>
  );
}

/** The choice alone; its name comes from the field or row it stands in. */
export function SelectControl({ value, options, onChange }: SelectControlProps): ReactNode {
  return (
    <Select.Root
      items={options.map((option) => ({ value: option.value, label: option.label }))}
      value={value}
      onValueChange={(next) => next !== null && onChange(next)}
    >
      <Select.Trigger className={cx(inputClass, 'flex items-center justify-between gap-2 text-left')}>
        <Select.Value className="truncate" />
        <Select.Icon>
          <ChevronsUpDown className="size-3.5 text-muted" aria-hidden />
        </Select.Icon>
      </Select.Trigger>
      <Select.Portal>
        <Select.Positioner sideOffset={4} align="start" alignItemWithTrigger={false} className="z-60 outline-none">
          <Select.Popup
            className={cx(
              menuPopupClass,
              'thin-scroll max-h-(--available-height) w-(--anchor-width) max-w-none overflow-y-auto',
            )}
          >
            <Select.List>
              {options.map((option) => (
                <Select.Item key={option.value} value={option.value} className={menuItemClass}>
                  <span className="flex size-4 items-center justify-center">
                    <Select.ItemIndicator>
                      <Check className="size-3.5" aria-hidden />
                    </Select.ItemIndicator>
                  </span>
                  <Select.ItemText className="truncate">{option.label}</Select.ItemText>
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
