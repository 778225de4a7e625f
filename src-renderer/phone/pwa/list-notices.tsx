import type { ReactNode } from 'react';
import { useStore } from 'zustand';
import type { HubSession } from '../../ui/state/hub-session.ts';
import { type OfflineListProps, WaitingInput } from '../offline/offline-list.tsx';
import { useCompanions } from './companions.ts';
import { InstallHint } from './install-hint.tsx';
import { ShellNotice } from './shell-notice.tsx';

export interface ListNoticesProps extends OfflineListProps {
  readonly session: Pick<HubSession, 'terminals' | 'connection'>;
}

/** What has to be said above the list, each only when there is something to say. */
export function ListNotices(props: ListNoticesProps): ReactNode {
  const isOpen = useStore(props.session.connection, ({ kind }) => kind === 'open');
  const { shell, install } = useCompanions();
  return (
    <>
      <ShellNotice shell={shell} />
      <WaitingInput {...props} />
      {isOpen && <InstallHint offer={install} />}
    </>
  );
}
