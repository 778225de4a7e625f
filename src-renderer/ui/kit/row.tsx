import { Field } from '@base-ui/react/field';
import { TriangleAlert } from 'lucide-react';
import { type ReactNode, useId } from 'react';
import { cx } from './class-names.ts';

/** Rows that belong together, in one card below their name. */
export function Group({ title, children }: { readonly title?: string; readonly children: ReactNode }): ReactNode {
  const id = useId();
  return (
    <section className="mt-6 first:mt-0" {...(title === undefined ? {} : { 'aria-labelledby': id })}>
      {title !== undefined && (
        <h3 id={id} className="mb-2 px-1 font-medium text-[12px] text-muted">
          {title}
        </h3>
      )}
      <div className="divide-y divide-line rounded-xl border border-line bg-raised">{children}</div>
    </section>
  );
}

export interface RowProps {
  readonly label: string;
  readonly hint?: ReactNode;
  /** What is wrong with what was entered, and what to do. */
  readonly error?: string | undefined;
  /** The control is wide: it stands below the words where there is little room. */
  readonly wide?: boolean;
  /** A control made of several: it is named by its own label, not by this row's. */
  readonly composite?: boolean;
  readonly children?: ReactNode;
}

/** One setting: what it is on the left, its control on the right. */
export function Row({ label, hint, error, wide = false, composite = false, children }: RowProps): ReactNode {
  return (
    <Field.Root
      invalid={error !== undefined}
      className={cx(
        'flex min-h-13 gap-x-6 gap-y-2.5 px-4 py-2.5',
        wide ? 'flex-col min-[36rem]:flex-row min-[36rem]:items-center' : 'items-center',
      )}
    >
      <div className="min-w-0 flex-1">
        {composite ? (
          <div className="text-[13px]">{label}</div>
        ) : (
          <Field.Label className="block text-[13px]">{label}</Field.Label>
        )}
        {hint !== undefined && (
          <Field.Description className="mt-0.5 text-pretty text-[12px] text-muted">{hint}</Field.Description>
        )}
        <RowError error={error} />
      </div>
      {children !== undefined && <div className={cx('flex items-center gap-2', !wide && 'shrink-0')}>{children}</div>}
    </Field.Root>
  );
}

function RowError({ error }: { readonly error: string | undefined }): ReactNode {
  if (error === undefined) return null;
  return (
    <Field.Error match role="alert" className="mt-1 flex items-start gap-1.5 text-[12px] text-danger">
      <TriangleAlert className="mt-0.5 size-3.5 shrink-0" aria-hidden />
      <span>{error}</span>
    </Field.Error>
  );
}
