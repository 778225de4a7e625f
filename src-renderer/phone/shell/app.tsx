import { lazy, type ReactNode, Suspense, useEffect, useState } from 'react';
import { useStore } from 'zustand';
import type { Clock } from '../../../src-shared/base/clock.ts';
import { AskPage, StrangerPage } from './pair-pages.tsx';
import type { PhoneApp, Standing } from './phone-app.ts';
import { randomBytes } from './phone-key.ts';
import { TerminalList } from './terminal-list.tsx';

const PhoneTerminal = lazy(async () => ({ default: (await import('../terminal/phone-terminal.tsx')).PhoneTerminal }));

export interface AppProps {
  readonly app: PhoneApp;
  readonly clock: Clock;
}

export function App({ app, clock }: AppProps): ReactNode {
  const standing = useStore(app.standing);
  switch (standing.kind) {
    case 'starting':
      return null;
    case 'stranger':
      return <StrangerPage why={standing.why} onCode={(code) => void app.takeCode(code)} />;
    case 'asking':
      return <AskPage comparison={standing.comparison} onStop={() => app.stop()} />;
    case 'paired':
      return <Paired standing={standing} app={app} clock={clock} />;
  }
}

interface PairedProps extends AppProps {
  readonly standing: Standing & { readonly kind: 'paired' };
}

/** The list, or the one terminal that is open; the address says which, so that the way back is the browser's own. */
function Paired({ standing, app, clock }: PairedProps): ReactNode {
  const { session, settings, kept } = standing;
  const [open, setOpen] = useTerminalInAddress();
  useEffect(() => {
    const wake = (): void => {
      if (document.visibilityState === 'visible') session.client.wake();
    };
    for (const name of ['online', 'pageshow', 'focus']) window.addEventListener(name, wake);
    document.addEventListener('visibilitychange', wake);
    return () => {
      for (const name of ['online', 'pageshow', 'focus']) window.removeEventListener(name, wake);
      document.removeEventListener('visibilitychange', wake);
    };
  }, [session]);
  if (open === undefined)
    return (
      <TerminalList session={session} kept={kept} clock={clock} onOpen={setOpen} onForget={() => void app.forget()} />
    );
  return (
    <Suspense fallback={null}>
      <PhoneTerminal
        key={open}
        session={session}
        id={open}
        settings={settings.values}
        onBack={() => setOpen(undefined)}
        clock={clock}
        random={randomBytes}
        storage={localStorage}
      />
    </Suspense>
  );
}

const IN_ADDRESS = /^#t\/(t_[0-9a-z]{4,32})$/;

function useTerminalInAddress(): [string | undefined, (terminal: string | undefined) => void] {
  const read = (): string | undefined => IN_ADDRESS.exec(location.hash)?.[1];
  const [open, setOpen] = useState(read);
  useEffect(() => {
    const follow = (): void => setOpen(read());
    window.addEventListener('popstate', follow);
    return () => window.removeEventListener('popstate', follow);
  });
  const go = (terminal: string | undefined): void => {
    const address = terminal === undefined ? location.pathname : `#t/${terminal}`;
    history.pushState(null, '', address);
    setOpen(terminal);
  };
  return [open, go];
}
