import type { ReactNode } from 'react';
import { useStore } from 'zustand';
import { SettingRow, SwitchRow } from '../parts/setting-rows.tsx';
import { useCompanions } from '../pwa/companions.ts';
import { Group } from '../shell/screen.tsx';

/** The user's word on whether screens outlive the page. */
export function KeptGroup(): ReactNode {
  const { pocket } = useCompanions();
  const screens = useStore(pocket.keepsScreens, (wish) => wish.screens);
  if (!pocket.outlives)
    return (
      <Group title="On this phone">
        <SettingRow
          label="Nothing is kept when this page is closed"
          hint="Over this connection somebody who controls the Wi-Fi could read it."
        />
      </Group>
    );
  return (
    <Group title="On this phone">
      <SwitchRow
        label="Keep the last screens"
        hint="Of up to 20 terminals, to look at when the computer cannot be reached. Whoever can unlock this phone can read them."
        checked={screens}
        onChange={(keeps) => pocket.keep(keeps)}
      />
    </Group>
  );
}
