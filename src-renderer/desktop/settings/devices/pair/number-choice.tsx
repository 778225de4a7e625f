import { Radio } from '@base-ui/react/radio';
import { RadioGroup } from '@base-ui/react/radio-group';
import { type ReactNode, useId } from 'react';

interface NumberChoiceProps {
  readonly candidates: readonly string[];
  readonly value: string | undefined;
  readonly onChange: (number: string) => void;
}

/** Four numbers, none of them chosen: only who looks at the phone knows which. */
export function NumberChoice({ candidates, value, onChange }: NumberChoiceProps): ReactNode {
  const id = useId();
  return (
    <div>
      <h3 id={id} className="font-medium">
        Which number does the phone show?
      </h3>
      <RadioGroup
        aria-labelledby={id}
        value={value ?? ''}
        onValueChange={(next: string) => onChange(next)}
        className="mt-2 grid grid-cols-2 gap-2 min-[36rem]:grid-cols-4"
      >
        {candidates.map((number) => (
          <Radio.Root
            key={number}
            value={number}
            nativeButton
            aria-label={`${number.slice(0, 3)} ${number.slice(3)}`}
            // Digit by digit, as the phone reads it out.
            aria-description={number.split('').join(' ')}
            render={<button type="button" />}
            className="h-16 rounded-lg border border-line-strong bg-raised font-mono text-[21px] tabular-nums transition-colors hover:border-accent hover:bg-hover data-checked:border-transparent data-checked:bg-accent-solid data-checked:text-on-accent focus-visible:outline-offset-2"
          >
            {`${number.slice(0, 3)} ${number.slice(3)}`}
          </Radio.Root>
        ))}
      </RadioGroup>
    </div>
  );
}
