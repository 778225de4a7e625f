import { Monitor, Moon, Sun } from 'lucide-react';
import type { ReactNode } from 'react';
import { useStore } from 'zustand';
import type { ThemeChoice } from '../../../src-shared/protocol/channels/settings/state.ts';
import { Group } from '../../ui/kit/row.tsx';
import { FontRows } from './font-row.tsx';
import { ResetGroup, SectionPage } from './section-page.tsx';
import { ChoiceRow, SwitchRow } from './setting-rows.tsx';
import { useSetting, useSettingsWindow } from './use-settings-window.ts';

const THEMES = [
  { value: 'system', label: 'System', icon: Monitor },
  { value: 'light', label: 'Light', icon: Sun },
  { value: 'dark', label: 'Dark', icon: Moon },
] as const;

export function GeneralSection(): ReactNode {
  const { desktop } = useSettingsWindow();
  const theme = useSetting<ThemeChoice>(
    ({ appearance }) => appearance.theme,
    (value) => ({ appearance: { theme: value } }),
  );
  const cursorBlink = useSetting(
    ({ appearance }) => appearance.cursorBlink,
    (value) => ({ appearance: { cursorBlink: value } }),
  );
  const screenReader = useSetting(
    ({ appearance }) => appearance.screenReader,
    (value) => ({ appearance: { screenReader: value } }),
  );
  return (
    <SectionPage title="General">
      <Group title="Appearance">
        <ChoiceRow label="Theme" setting={theme} options={THEMES} />
      </Group>
      <Group title="Text in terminals">
        <FontRows />
        <SwitchRow label="Blinking cursor" setting={cursorBlink} />
      </Group>
      <Group title="Accessibility">
        <SwitchRow
          label="Screen reader mode"
          hint="Terminals tell screen readers what is printed. Large amounts of output become slower."
          setting={screenReader}
        />
      </Group>
      {desktop !== undefined && <ComputerGroup />}
      <ResetGroup section="general" all />
    </SectionPage>
  );
}

/** What the desktop app does on its computer. */
function ComputerGroup(): ReactNode {
  const status = useStore(useSettingsWindow().status);
  const openAtLogin = useSetting(
    ({ desktop }) => desktop.openAtLogin,
    (value) => ({ desktop: { openAtLogin: value } }),
  );
  const keepAwake = useSetting(
    ({ desktop }) => desktop.keepAwake,
    (value) => ({ desktop: { keepAwake: value } }),
  );
  const checkForUpdates = useSetting(
    ({ desktop }) => desktop.checkForUpdates,
    (value) => ({ desktop: { checkForUpdates: value } }),
  );
  const loginHint = loginWords(status?.loginItem, openAtLogin.value);
  return (
    <Group title="This computer">
      <SwitchRow label="Open at login" hint={loginHint} setting={openAtLogin} disabled={status?.loginItem === null} />
      <SwitchRow
        label="Keep this computer awake"
        hint={
          status?.keepingAwake === true
            ? 'Something runs in a terminal, so it is kept awake now.'
            : 'While a command runs in bash, zsh or fish; other shells do not tell. The screen may still turn off.'
        }
        setting={keepAwake}
      />
      <SwitchRow label="Look for updates" hint="Nothing is downloaded before you say so." setting={checkForUpdates} />
    </Group>
  );
}

/** What the system does, which is not always what is wished. */
function loginWords(actual: boolean | null | undefined, wished: boolean): string {
  if (actual === null) return 'Homeport does not know how to set this up on this system.';
  if (actual === undefined || actual === wished) return 'In the tray, without a window.';
  return actual
    ? 'The system still opens Homeport at login. Look at its own list of login items.'
    : 'The system does not open Homeport at login yet. Its own list of login items may say no.';
}
