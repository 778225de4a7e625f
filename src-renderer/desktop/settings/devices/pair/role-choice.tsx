import { Radio } from '@base-ui/react/radio';
import { RadioGroup } from '@base-ui/react/radio-group';
import { type ReactNode, useId } from 'react';
import type { Role } from '../../../../../src-shared/protocol/rights.ts';
import { ROLE_OPTIONS, roleHint } from '../role-words.ts';

interface RoleChoiceProps {
  readonly value: Role;
  readonly onChange: (role: Role) => void;
}

/** What a device may do, from the least to the most, each with what it means. */
export function RoleChoice({ value, onChange }: RoleChoiceProps): ReactNode {
  const id = useId();
  return (
    <div>
      <h3 id={id} className="font-medium">
        What may it do?
      </h3>
      <RadioGroup
        aria-labelledby={id}
        value={value}
        onValueChange={(next: Role) => onChange(next)}
        className="mt-2 grid gap-2 min-[36rem]:grid-cols-3"
      >
        {ROLE_OPTIONS.map(({ value: role, label }) => (
          <Radio.Root
            key={role}
            value={role}
            nativeButton
            aria-label={label}
            aria-describedby={`${id}${role}`}
            render={<button type="button" />}
            className="flex flex-col items-start gap-0.5 rounded-lg border border-line-strong bg-raised px-3 py-2 text-left transition-colors hover:bg-hover focus-visible:outline-offset-2 data-checked:border-accent data-checked:bg-selected"
          >
            <span className="font-medium">{label}</span>
            <span id={`${id}${role}`} className="text-pretty text-[12px] text-muted">
              {roleHint(role)}
            </span>
          </Radio.Root>
        ))}
      </RadioGroup>
    </div>
  );
}
