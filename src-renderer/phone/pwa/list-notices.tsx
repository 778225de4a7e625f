import type { ReactNode } from 'react';
import { type OfflineListProps, WaitingInput } from '../offline/offline-list.tsx';
import { useCompanions } from './companions.ts';
import { InstallHint } from './install-hint.tsx';
import { ShellNotice } from './shell-notice.tsx';

/** What has to be said above the list, each only when there is something to say. */
export function ListNotices(props: OfflineListProps): ReactNode {
  const { shell, install } = useCompanions();
  return (
    <>
      <ShellNotice shell={shell} />
      <WaitingInput {...props} />
      <InstallHint offer={install} />
    </>
  );
}
