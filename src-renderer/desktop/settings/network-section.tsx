import type { ReactNode } from 'react';
import { BetterGroup } from './network/better-group.tsx';
import { PlacesGroup } from './network/places-group.tsx';
import { ReachGroup } from './network/reach-group.tsx';
import { StartGroup } from './network/start-group.tsx';
import { WaysGroup } from './network/ways-group.tsx';
import { ResetGroup, SectionPage } from './section-page.tsx';

/** Who can reach the hub, how, and what that protects from. */
export function NetworkSection(): ReactNode {
  return (
    <SectionPage title="Network">
      <ReachGroup />
      <WaysGroup />
      <PlacesGroup />
      <BetterGroup />
      <StartGroup />
      <ResetGroup section="network" />
    </SectionPage>
  );
}
