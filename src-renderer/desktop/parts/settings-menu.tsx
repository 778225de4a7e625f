import { Keyboard } from 'lucide-react';
import type { ReactElement, ReactNode } from 'react';
import { useStore } from 'zustand';
import { Menu, MenuChoice, MenuItem, MenuLine, MenuSwitch } from '../../ui/kit/menu.tsx';
import { useAppWindow } from './use-app-window.ts';
import { useCaps } from './use-caps.ts';

export function SettingsMenu({ trigger }: { readonly trigger: ReactElement<Record<string, unknown>> }): ReactNode {
  const app = useAppWindow();
  const caps = useCaps();
  const preferences = useStore(app.preferences);
  return (
    <Menu trigger={trigger} side="top" align="end">
      <MenuChoice
        label="Theme"
        value={preferences.theme}
        options={[
          ['system', 'As the system'],
          ['light', 'Light'],
          ['dark', 'Dark'],
        ]}
        onChange={(theme) => app.preferences.setState({ theme })}
      />
      <MenuLine />
      <MenuItem caps={caps('view.font.larger')} onSelect={() => app.run('view.font.larger')}>
        Larger text
      </MenuItem>
      <MenuItem caps={caps('view.font.smaller')} onSelect={() => app.run('view.font.smaller')}>
        Smaller text
      </MenuItem>
      <MenuLine />
      <MenuSwitch
        checked={preferences.cursorBlink}
        onChange={(cursorBlink) => app.preferences.setState({ cursorBlink })}
      >
        Blinking cursor
      </MenuSwitch>
      <MenuSwitch checked={preferences.notify} onChange={() => app.run('view.notifications')}>
        Desktop notifications
      </MenuSwitch>
      <MenuSwitch checked={preferences.screenReader} onChange={() => app.run('view.screen.reader')}>
        Screen reader mode
      </MenuSwitch>
      <MenuLine />
      <MenuItem icon={<Keyboard className="size-3.5" />} caps={caps('help.keys')} onSelect={() => app.run('help.keys')}>
        Keyboard shortcuts
      </MenuItem>
    </Menu>
  );
}
