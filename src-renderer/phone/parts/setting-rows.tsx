import { TriangleAlert } from 'lucide-react';
import { type ReactNode, useId } from 'react';

interface RowWords {
  readonly label: string;
  readonly hint?: ReactNode | undefined;
  /** What is wrong, and what to do. */
  readonly error?: string | null | undefined;
}

export interface SettingRowProps extends RowWords {
  readonly children?: ReactNode;
}

/** Something about this phone, in words, with what can be done about it. */
export function SettingRow({ children, ...words }: SettingRowProps): ReactNode {
  return (
    <div className="flex min-h-14 flex-wrap items-center gap-x-4 gap-y-2 px-4 py-2.5">
      <div className="min-w-44 flex-1">
        <Words {...words} />
      </div>
      {children}
    </div>
  );
}

export interface SwitchRowProps extends RowWords {
  readonly checked: boolean;
  readonly onChange: (checked: boolean) => void;
  readonly disabled?: boolean;
}

/** On or off, at once; all of the row is the switch. */
export function SwitchRow({ checked, onChange, disabled = false, ...words }: SwitchRowProps): ReactNode {
  const id = useId();
  return (
    <label className="flex min-h-14 touch-manipulation items-center gap-4 px-4 py-2.5">
      <span className="min-w-0 flex-1">
        <Words {...words} hintId={id} />
      </span>
      <input
        type="checkbox"
        role="switch"
        aria-label={words.label}
        aria-describedby={id}
        checked={checked}
        aria-checked={checked}
        disabled={disabled}
        onChange={({ target }) => onChange(target.checked)}
        className="relative h-7 w-12 shrink-0 appearance-none rounded-full bg-track transition-colors before:absolute before:top-0.5 before:left-0.5 before:size-6 before:rounded-full before:bg-thumb before:shadow-[0_1px_2px_#0000003d] before:transition-transform before:content-[''] checked:bg-accent-solid checked:before:translate-x-5 focus-visible:outline-offset-2 disabled:opacity-50"
      />
    </label>
  );
}

function Words({ label, hint, error, hintId }: RowWords & { readonly hintId?: string }): ReactNode {
  return (
    <>
      <span className="block text-[15px] leading-snug">{label}</span>
      {hint !== undefined && (
        <span id={hintId} className="mt-0.5 block text-pretty text-[13px] text-muted leading-snug">
          {hint}
        </span>
      )}
      {(error ?? undefined) !== undefined && (
        <span role="alert" className="mt-1 flex items-start gap-1.5 text-[13px] text-danger leading-snug">
          <TriangleAlert className="mt-0.5 size-3.5 shrink-0" aria-hidden />
          {error}
        </span>
      )}
    </>
  );
}
