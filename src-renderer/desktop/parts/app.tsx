import { Tooltip } from '@base-ui/react/tooltip';
import type { ReactNode } from 'react';
import { useStore } from 'zustand';
import { Toaster } from '../../ui/kit/toasts.tsx';
import type { AppWindow } from '../state/app-window.ts';
import { ConnectionBar } from './connection-bar.tsx';
import { DialogHost } from './dialog-host.tsx';
import { DragGhost } from './drag-ghost.tsx';
import { PaneArea } from './pane-area.tsx';
import { RefusedPage } from './refused-page.tsx';
import { Sidebar } from './sidebar.tsx';
import { StatusBar } from './status-bar.tsx';
import { TabStrip } from './tab-strip.tsx';
import { TroubleBar } from './trouble-bar.tsx';
import { AppWindowContext, useAppWindow, useConnection } from './use-app-window.ts';
import { WelcomePage } from './welcome-page.tsx';

export function App({ app }: { readonly app: AppWindow }): ReactNode {
  return (
    <AppWindowContext value={app}>
      <Tooltip.Provider delay={500}>
        <Toaster manager={app.toasts.manager}>
          <Screen />
        </Toaster>
      </Tooltip.Provider>
    </AppWindowContext>
  );
}

function Screen(): ReactNode {
  const connection = useConnection();
  const { session, desktop } = useAppWindow();
  if (connection.kind === 'refused')
    return <RefusedPage error={connection.error} desktop={desktop} onRetry={() => session.client.connect()} />;
  return <Frame />;
}

function Frame(): ReactNode {
  const { layout, preferences } = useAppWindow();
  const sidebar = useStore(preferences, (state) => state.sidebar);
  const empty = useStore(layout, (state) => state.tabs.length === 0);
  return (
    <div className="flex h-full">
      {sidebar && <Sidebar />}
      <div className="flex min-w-0 flex-1 flex-col">
        <TabStrip />
        <TroubleBar />
        <main className="relative min-h-0 flex-1 bg-bg" data-region="terminal">
          {empty ? <WelcomePage /> : <PaneArea />}
          <ConnectionBar />
        </main>
        <StatusBar />
      </div>
      <DialogHost />
      <DragGhost />
    </div>
  );
}
