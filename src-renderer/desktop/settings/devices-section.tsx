import type { ReactNode } from 'react';
import { AuditGroup } from './devices/audit-group.tsx';
import { DeviceList } from './devices/device-list.tsx';
import { PairGroup } from './devices/pair-group.tsx';
import { PresenceGroup } from './devices/presence-group.tsx';
import { SectionPage } from './section-page.tsx';

/** Who may come in, who is here, and what they did. */
export function DevicesSection(): ReactNode {
  return (
    <SectionPage title="Devices">
      <PairGroup />
      <DeviceList />
      <PresenceGroup />
      <AuditGroup />
    </SectionPage>
  );
}
