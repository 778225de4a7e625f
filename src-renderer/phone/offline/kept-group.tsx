import type { ReactNode } from 'react';
import { useStore } from 'zustand';
import { Group, Row } from '../../ui/kit/row.tsx';
import { Switch } from '../../ui/kit/switch.tsx';
import { useCompanions } from '../pwa/companions.ts';

/** The user's word on whether screens outlive the page. */
export function KeptGroup(): ReactNode {
  const { pocket } = useCompanions();
  const screens = useStore(pocket.keepsScreens, (wish) => wish.screens);
  if (!pocket.outlives)
    return (
      <Group title="On this phone">
        <Row
          label="Nothing is kept when this page is closed"
          hint="Over this connection somebody who controls the Wi-Fi could read it."
        />
      </Group>
    );
  return (
    <Group title="On this phone">
      <Row
        label="Keep the last screens"
        hint="Of up to 20 terminals, to look at when the computer cannot be reached. Whoever can unlock this phone can read them."
      >
        <Switch checked={screens} onChange={(keeps) => pocket.keep(keeps)} />
      </Row>
    </Group>
  );
}
