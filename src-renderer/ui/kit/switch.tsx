import { Switch as BaseSwitch } from '@base-ui/react/switch';
import type { ReactNode } from 'react';

export interface SwitchProps {
  readonly checked: boolean;
  readonly onChange: (checked: boolean) => void;
  readonly disabled?: boolean;
}

/** On or off, at once. Its name comes from the row or field it stands in. */
export function Switch({ checked, onChange, disabled = false }: SwitchProps): ReactNode {
  return (
    <BaseSwitch.Root
      checked={checked}
      onCheckedChange={onChange}
      disabled={disabled}
      className="relative inline-flex h-[22px] w-[38px] shrink-0 items-center rounded-full border border-transparent bg-track p-px transition-colors focus-visible:outline-offset-2 data-checked:bg-accent-solid data-disabled:opacity-50 pointer-coarse:h-7 pointer-coarse:w-12"
    >
      <BaseSwitch.Thumb className="size-[18px] rounded-full bg-thumb shadow-[0_1px_2px_#0000003d] transition-transform data-checked:translate-x-4 pointer-coarse:size-6 pointer-coarse:data-checked:translate-x-5" />
    </BaseSwitch.Root>
  );
}
