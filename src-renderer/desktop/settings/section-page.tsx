import { type ReactNode, useRef, useState } from 'react';
import { useStore } from 'zustand';
import { Button } from '../../ui/kit/button.tsx';
import { Confirm } from '../../ui/kit/confirm.tsx';
import { Group, Row } from '../../ui/kit/row.tsx';
import { changedIn, RESETTABLE, type ResettableSection, resetPatch } from './reset.ts';
import { useSettingsWindow } from './use-settings-window.ts';

/** One section: its name, its groups, and a way back to the defaults where there are any. */
export function SectionPage({ title, children }: { readonly title: string; readonly children: ReactNode }): ReactNode {
  return (
    <div className="mx-auto w-full max-w-[42rem] px-4 pt-5 pb-10 min-[36rem]:px-8 min-[36rem]:pt-8">
      <h2 className="mb-5 px-1 font-semibold text-[19px] tracking-tight">{title}</h2>
      {children}
    </div>
  );
}

export interface ResetGroupProps {
  readonly section: ResettableSection;
  /** Offers to put everything back as well. */
  readonly all?: boolean;
}

/** Puts a section back to its defaults; says before what that changes. */
export function ResetGroup({ section, all = false }: ResetGroupProps): ReactNode {
  const { settings } = useSettingsWindow();
  const here = useStore(settings.values, (values) => changedIn(values, [section]).join(', '));
  const everywhere = useStore(settings.values, (values) => changedIn(values, RESETTABLE).join(', '));
  return (
    <Group title="Defaults">
      <ResetRow
        label="This section"
        changed={here}
        question="Put these settings back to their defaults?"
        reset={() => settings.change(resetPatch(section))}
      />
      {all && (
        <ResetRow
          label="All settings"
          changed={everywhere}
          question="Put all settings back to their defaults?"
          reset={() => settings.reset()}
        />
      )}
    </Group>
  );
}

interface ResetRowProps {
  readonly label: string;
  /** The labels of what would be put back; empty when there is nothing. */
  readonly changed: string;
  readonly question: string;
  readonly reset: () => Promise<void>;
}

function ResetRow({ label, changed, question, reset }: ResetRowProps): ReactNode {
  const [asking, setAsking] = useState(false);
  const [error, setError] = useState<string>();
  const button = useRef<HTMLButtonElement>(null);
  const go = (): void => {
    setAsking(false);
    setError(undefined);
    reset().catch((thrown: Error) => setError(thrown.message));
  };
  return (
    <Row
      composite
      label={label}
      hint={changed === '' ? 'Everything is at its default.' : `Changed: ${changed}.`}
      error={error}
    >
      <Button
        ref={button}
        aria-label={`Reset ${label.toLowerCase()}…`}
        // Without the attribute, so that the keyboard stays where it is when there is nothing left to reset.
        focusableWhenDisabled
        disabled={changed === ''}
        onClick={() => setAsking(true)}
      >
        Reset…
      </Button>
      {asking && (
        <Confirm
          title={question}
          description={`These change: ${changed}.`}
          confirm="Reset"
          danger
          onCancel={() => setAsking(false)}
          onConfirm={go}
          finalFocus={() => button.current}
        />
      )}
    </Row>
  );
}
