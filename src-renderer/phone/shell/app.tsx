import { type ReactNode, useEffect, useMemo, useState } from 'react';
import { type StoreApi, useStore } from 'zustand';
import type { Clock } from '../../../src-shared/base/clock.ts';
import type { ThemeChoice } from '../../../src-shared/protocol/channels/settings/state.ts';
import { TerminalOrLast } from '../offline/terminal-or-last.tsx';
import { withTheme } from './appearance.ts';
import { BarredPage } from './barred-page.tsx';
import { FirstLook } from './first-look.tsx';
import { BetterPage, Pairing, PhoneGroups, preloadLater, SettingsPage } from './later.ts';
import { Later } from './later-part.tsx';
import { newListMemory } from './list-memory.ts';
import type { PhoneApp } from './phone-app.ts';
import { randomBytes } from './phone-key.ts';
import type { PhoneSession } from './phone-session.ts';
import { usePlace } from './place.ts';
import { TerminalList } from './terminal-list.tsx';
import { WaitingTerminal } from './waiting-terminal.tsx';
import { onWake } from './wake.ts';
import { rightsOn } from './words.ts';

export interface AppProps {
  readonly app: PhoneApp;
  readonly clock: Clock;
  readonly theme: StoreApi<ThemeChoice>;
  readonly version: string;
}

export function App(props: AppProps): ReactNode {
  const { app, clock } = props;
  useEffect(() => {
    const preloading = preloadLater(clock);
    return () => preloading.dispose();
  }, [clock]);
  const standing = useStore(app.standing);
  if (standing.kind === 'starting') return <FirstLook />;
  if (standing.kind === 'paired')
    return <Paired key={standing.session.kept.getState().device} {...props} session={standing.session} />;
  return (
    <Later whole onBack={() => location.reload()}>
      <Pairing app={app} standing={standing} />
    </Later>
  );
}

interface PairedProps extends AppProps {
  readonly session: PhoneSession;
}

/** The list, or what is open over it; the address says which, so that the way back is the browser's own. */
function Paired({ session, app, clock, theme, version }: PairedProps): ReactNode {
  const { place, go, back } = usePlace();
  const [memory] = useState(() => newListMemory(localStorage));
  const settings = useMemo(() => withTheme(session.settings.values, theme), [session, theme]);
  const connection = useStore(session.hub.connection);
  const terminals = useStore(session.hub.terminals);
  useEffect(() => {
    const waking = onWake(window, () => session.wake());
    return () => waking.dispose();
  }, [session]);
  const forget = (): void => {
    history.replaceState(null, '', location.pathname);
    void app.forget();
  };
  if (connection.kind === 'refused')
    return <BarredPage session={session} error={connection.error} onForget={forget} reload={() => location.reload()} />;
  switch (place.kind) {
    case 'list':
      return <TerminalList session={session} clock={clock} memory={memory} go={go} />;
    case 'settings':
      return (
        <Later whole onBack={back}>
          <SettingsPage
            session={session}
            theme={theme}
            origin={location.origin}
            version={version}
            onBack={back}
            onBetter={() => go({ kind: 'better' })}
            onForget={forget}
          >
            <PhoneGroups onBetter={() => go({ kind: 'better' })} />
          </SettingsPage>
        </Later>
      );
    case 'better':
      return (
        <Later whole onBack={back}>
          <BetterPage
            session={session}
            clock={clock}
            origin={location.origin}
            onBack={back}
            goTo={(url) => location.assign(url)}
            reload={() => location.reload()}
          />
        </Later>
      );
    case 'terminal': {
      const info = terminals.state.terminals[place.id];
      const waiting = <WaitingTerminal session={session} clock={clock} id={place.id} onBack={back} />;
      return (
        <TerminalOrLast
          key={place.id}
          waiting={waiting}
          couldType={session.kept.getState().about?.role === 'admin'}
          session={session.hub}
          id={place.id}
          settings={settings}
          onBack={() => {
            const heard = session.hub.terminals.getState().state.terminals[place.id] ?? info;
            if (heard !== undefined) memory.bells.hear(heard);
            back();
          }}
          clock={clock}
          random={randomBytes}
          storage={localStorage}
          {...(connection.kind === 'open' && { mayType: rightsOn(connection.welcome, place.id).includes('type') })}
        />
      );
    }
  }
}
