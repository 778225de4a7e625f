import type { ReactNode } from 'react';
import { KeptGroup } from '../offline/kept-group.tsx';
import { useCompanions } from '../pwa/companions.ts';
import { InstallGroup } from '../pwa/install-hint.tsx';
import { NotificationsGroup } from './notifications-group.tsx';

/** What the settings page has beside the connection: notifications, what is kept, the home screen. */
export function PhoneGroups({ onBetter }: { readonly onBetter: () => void }): ReactNode {
  const { push, install } = useCompanions();
  return (
    <>
      <NotificationsGroup desk={push} onBetter={onBetter} />
      <KeptGroup />
      <InstallGroup offer={install} />
    </>
  );
}
