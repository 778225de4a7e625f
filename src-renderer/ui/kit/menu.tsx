import { Menu as BaseMenu } from '@base-ui/react/menu';
import { Check } from 'lucide-react';
import type { ReactElement, ReactNode } from 'react';
import { Caps } from './caps.tsx';
import { cx } from './class-names.ts';

export const menuPopupClass =
  'appear min-w-48 max-w-[min(22rem,90vw)] rounded-lg border border-line-strong bg-raised p-1 text-[13px] text-text shadow-pop outline-none';
export const menuItemClass =
  'flex h-7 cursor-default select-none items-center gap-2 rounded-md px-2 outline-none data-disabled:opacity-45 data-highlighted:bg-hover pointer-coarse:h-10';

export interface MenuProps {
  readonly trigger: ReactElement<Record<string, unknown>>;
  readonly align?: 'start' | 'end';
  readonly side?: 'top' | 'bottom';
  readonly children: ReactNode;
}

export function Menu({ trigger, align = 'start', side = 'bottom', children }: MenuProps): ReactNode {
  return (
    <BaseMenu.Root modal={false}>
      <BaseMenu.Trigger render={trigger} />
      <BaseMenu.Portal>
        <BaseMenu.Positioner align={align} side={side} sideOffset={4} className="z-50 outline-none">
          <BaseMenu.Popup className={menuPopupClass}>{children}</BaseMenu.Popup>
        </BaseMenu.Positioner>
      </BaseMenu.Portal>
    </BaseMenu.Root>
  );
}

export interface MenuItemProps {
  readonly icon?: ReactNode;
  readonly caps?: ReadonlyArray<string> | undefined;
  readonly danger?: boolean;
  readonly disabled?: boolean;
  readonly onSelect: () => void;
  readonly children: ReactNode;
}

export function MenuItem({ icon, caps, danger, disabled, onSelect, children }: MenuItemProps): ReactNode {
  return (
    <BaseMenu.Item
      className={cx(menuItemClass, danger && 'text-danger')}
      onClick={onSelect}
      {...(disabled === undefined ? {} : { disabled })}
    >
      <span className="flex size-4 items-center justify-center text-muted" aria-hidden>
        {icon}
      </span>
      <span className="min-w-0 flex-1 truncate">{children}</span>
      {caps !== undefined && <Caps caps={caps} />}
    </BaseMenu.Item>
  );
}

export interface MenuChoiceProps<V extends string> {
  readonly label: string;
  readonly value: V;
  readonly options: ReadonlyArray<readonly [V, string]>;
  readonly onChange: (value: V) => void;
}

export function MenuChoice<V extends string>({ label, value, options, onChange }: MenuChoiceProps<V>): ReactNode {
  return (
    <BaseMenu.RadioGroup value={value} onValueChange={(next) => onChange(next as V)}>
      <BaseMenu.GroupLabel className="px-2 pt-1.5 pb-1 text-[11px] text-faint">{label}</BaseMenu.GroupLabel>
      {options.map(([option, text]) => (
        <BaseMenu.RadioItem key={option} value={option} closeOnClick={false} className={menuItemClass}>
          <span className="flex size-4 items-center justify-center">
            <BaseMenu.RadioItemIndicator>
              <Check className="size-3.5" aria-hidden />
            </BaseMenu.RadioItemIndicator>
          </span>
          {text}
        </BaseMenu.RadioItem>
      ))}
    </BaseMenu.RadioGroup>
  );
}

export interface MenuSwitchProps {
  readonly checked: boolean;
  readonly onChange: (checked: boolean) => void;
  readonly children: ReactNode;
}

export function MenuSwitch({ checked, onChange, children }: MenuSwitchProps): ReactNode {
  return (
    <BaseMenu.CheckboxItem checked={checked} onCheckedChange={onChange} closeOnClick={false} className={menuItemClass}>
      <span className="flex size-4 items-center justify-center">
        <BaseMenu.CheckboxItemIndicator>
          <Check className="size-3.5" aria-hidden />
        </BaseMenu.CheckboxItemIndicator>
      </span>
      {children}
    </BaseMenu.CheckboxItem>
  );
}

export function MenuLine(): ReactNode {
  return <BaseMenu.Separator className="mx-1 my-1 h-px bg-line" />;
}
