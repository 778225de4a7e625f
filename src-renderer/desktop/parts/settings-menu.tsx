import { Keyboard, Settings as SettingsIcon, Smartphone } from 'lucide-react';
import type { ReactElement, ReactNode } from 'react';
import { useStore } from 'zustand';
import { Menu, MenuChoice, MenuLine, MenuSwitch } from '../../ui/kit/menu.tsx';
import { CommandItem } from './command-item.tsx';
import { useAppWindow } from './use-app-window.ts';

/** The settings that are changed most, at hand; the rest is behind "Settings…". */
export function SettingsMenu({ trigger }: { readonly trigger: ReactElement<Record<string, unknown>> }): ReactNode {
  const app = useAppWindow();
  const { theme, cursorBlink, screenReader } = useStore(app.settings.values, ({ appearance }) => appearance);
  const notify = useStore(app.preferences, (state) => state.notify);
  return (
    <Menu trigger={trigger} side="top" align="end">
      <MenuChoice
        label="Theme"
        value={theme}
        options={[
          ['system', 'As the system'],
          ['light', 'Light'],
          ['dark', 'Dark'],
        ]}
        onChange={(next) => app.run(`view.theme.${next}`)}
      />
      <MenuLine />
      <CommandItem command="view.font.larger">Larger text</CommandItem>
      <CommandItem command="view.font.smaller">Smaller text</CommandItem>
      <MenuLine />
      <MenuSwitch checked={cursorBlink} onChange={() => app.run('view.cursor.blink')}>
        Blinking cursor
      </MenuSwitch>
      {app.desktop === undefined && (
        <MenuSwitch checked={notify} onChange={() => app.run('view.notifications')}>
          Notifications of this browser
        </MenuSwitch>
      )}
      <MenuSwitch checked={screenReader} onChange={() => app.run('view.screen.reader')}>
        Screen reader mode
      </MenuSwitch>
      <MenuLine />
      <CommandItem command="app.pair" icon={Smartphone}>
        Pair a phone…
      </CommandItem>
      <CommandItem command="app.settings" icon={SettingsIcon}>
        Settings…
      </CommandItem>
      <CommandItem command="help.keys" icon={Keyboard}>
        Keyboard shortcuts
      </CommandItem>
    </Menu>
  );
}
