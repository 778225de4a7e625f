import type { LucideIcon } from 'lucide-react';
import type { ReactNode } from 'react';
import type { CommandId } from '../../ui/commands/command-list.ts';
import { MenuItem } from '../../ui/kit/menu.tsx';
import { useAppWindow } from './use-app-window.ts';
import { useCaps } from './use-caps.ts';

export interface CommandItemProps {
  /** Whose keys are shown, and what runs. */
  readonly command: CommandId;
  readonly icon?: LucideIcon;
  readonly danger?: boolean;
  readonly disabled?: boolean;
  /** Runs in place of the command, where the menu belongs to a certain terminal. */
  readonly onSelect?: () => void;
  readonly children: ReactNode;
}

/** A menu's way to a command. */
export function CommandItem({
  command,
  icon: Icon,
  danger,
  disabled,
  onSelect,
  children,
}: CommandItemProps): ReactNode {
  const app = useAppWindow();
  const caps = useCaps()(command);
  return (
    <MenuItem
      icon={Icon === undefined ? undefined : <Icon className="size-3.5" />}
      caps={caps}
      {...(danger === undefined ? {} : { danger })}
      {...(disabled === undefined ? {} : { disabled })}
      onSelect={onSelect ?? (() => app.run(command))}
    >
      {children}
    </MenuItem>
  );
}
