import { Field } from '@base-ui/react/field';
import type { LucideIcon } from 'lucide-react';
import type { ReactNode } from 'react';
import { cx } from '../../ui/kit/class-names.ts';
import { NumberField } from '../../ui/kit/number-field.tsx';
import { Row } from '../../ui/kit/row.tsx';
import { Segmented } from '../../ui/kit/segmented.tsx';
import { Switch } from '../../ui/kit/switch.tsx';
import { inputClass } from '../../ui/kit/text-field.tsx';
import type { Entered } from './entered.ts';
import { useDraft } from './use-draft.ts';
import type { Setting } from './use-settings-window.ts';

interface Words {
  readonly label: string;
  readonly hint?: ReactNode;
}

export interface SwitchRowProps extends Words {
  readonly setting: Setting<boolean>;
  readonly disabled?: boolean;
}

export function SwitchRow({ setting, disabled = false, ...words }: SwitchRowProps): ReactNode {
  return (
    <Row {...words} error={setting.error}>
      <Switch checked={setting.value} onChange={setting.set} disabled={disabled} />
    </Row>
  );
}

export interface ChoiceRowProps<V extends string> extends Words {
  readonly setting: Setting<V>;
  readonly options: ReadonlyArray<{ readonly value: V; readonly label: string; readonly icon?: LucideIcon }>;
}

export function ChoiceRow<V extends string>({ setting, options, ...words }: ChoiceRowProps<V>): ReactNode {
  return (
    <Row {...words} wide composite error={setting.error}>
      <Segmented label={words.label} value={setting.value} options={options} onChange={setting.set} />
    </Row>
  );
}

export interface NumberRowProps extends Words {
  readonly setting: Setting<number>;
  readonly least: number;
  readonly most: number;
  readonly step: number;
}

export function NumberRow({ setting, least, most, step, ...words }: NumberRowProps): ReactNode {
  return (
    <Row {...words} error={setting.error}>
      <NumberField
        value={setting.value}
        least={least}
        most={most}
        step={step}
        onChange={setting.set}
        className="w-36"
      />
    </Row>
  );
}

export interface TextRowProps<T extends string | number> extends Words {
  readonly setting: Setting<T>;
  readonly entered: (text: string) => Entered<T>;
  readonly placeholder?: string;
  readonly numeric?: boolean;
  /** A path or a program's name: in letters of one width. */
  readonly mono?: boolean;
}

export function TextRow<T extends string | number>(props: TextRowProps<T>): ReactNode {
  const { setting, entered, placeholder, numeric = false, mono = false, ...words } = props;
  const draft = useDraft(setting, entered);
  return (
    <Row {...words} wide={!numeric} error={draft.error}>
      <div className={numeric ? 'w-24' : 'w-full min-[36rem]:w-60'}>
        <Field.Control
          value={draft.text}
          autoComplete="off"
          spellCheck={false}
          {...(placeholder === undefined ? {} : { placeholder })}
          {...(numeric ? { inputMode: 'numeric' as const } : {})}
          className={cx(
            inputClass,
            'aria-invalid:border-danger',
            numeric && 'text-center tabular-nums',
            mono && 'font-mono',
          )}
          onValueChange={draft.change}
          onBlur={draft.settle}
          onKeyDown={(event) => {
            if (event.key === 'Enter') draft.settle();
            // Only what was taken back here is not also a word to whatever lies around.
            if (event.key === 'Escape' && draft.drop()) event.stopPropagation();
          }}
        />
      </div>
    </Row>
  );
}

export function TimeRow({ setting, ...words }: Words & { readonly setting: Setting<string> }): ReactNode {
  return (
    <Row {...words} error={setting.error}>
      <div className="w-32">
        <Field.Control
          type="time"
          required
          value={setting.value}
          className={cx(inputClass, 'tabular-nums')}
          // A half-typed time is no time; the field keeps showing it until it is one.
          onValueChange={(time) => time !== '' && time !== setting.value && setting.set(time)}
        />
      </div>
    </Row>
  );
}
