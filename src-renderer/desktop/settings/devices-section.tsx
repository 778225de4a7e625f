import { type ReactNode, useRef, useState } from 'react';
import { AuditGroup } from './devices/audit-group.tsx';
import { DeviceList } from './devices/device-list.tsx';
import { PairGroup } from './devices/pair-group.tsx';
import { PresenceGroup } from './devices/presence-group.tsx';
import { TypingGroup } from './devices/typing-group.tsx';
import { SectionPage } from './section-page.tsx';

/** Who may come in, who is here, and what they did. */
export function DevicesSection(): ReactNode {
  const [who, setWho] = useState('');
  const log = useRef<HTMLDivElement>(null);
  const audit = (device: string): void => {
    setWho(device);
    log.current?.scrollIntoView({ block: 'start' });
    log.current?.focus({ preventScroll: true });
  };
  return (
    <SectionPage title="Devices">
      <PairGroup />
      <DeviceList onAudit={audit} />
      <PresenceGroup />
      <TypingGroup />
      <div ref={log} tabIndex={-1} className="mt-6 scroll-mt-4 outline-none">
        <AuditGroup who={who} onWho={setWho} />
      </div>
    </SectionPage>
  );
}
