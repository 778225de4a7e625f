// The terminal's screen with as little around it as it needs: a list, and a way back. For driving it with real fingers
// against a real hub, without pairing a phone first.
import '../../../ui/state/without-eval.ts';
import { createElement, type ReactNode, StrictMode, useState } from 'react';
import { createRoot } from 'react-dom/client';
import { useStore } from 'zustand';
import { followTheme, systemTheme } from '../../../ui/state/appearance.ts';
import { browserClock } from '../../../ui/state/browser-clock.ts';
import { browserSocket } from '../../../ui/state/browser-socket.ts';
import { HubSession } from '../../../ui/state/hub-session.ts';
import { pageIdentity } from '../../../ui/state/page-identity.ts';
import { SettingsStore } from '../../../ui/state/settings-store.ts';
import { PhoneTerminal } from '../phone-terminal.tsx';

const session = new HubSession({
  open: browserSocket(location.href),
  identity: await pageIdentity(),
  client: { kind: 'page', version: '0.0.0', name: 'Pocket' },
  clock: browserClock,
  random: Math.random,
});
const settings = new SettingsStore(session.client, localStorage);
followTheme(settings.values, systemTheme());
session.start();

session.connection.subscribe(({ kind }) => {
  document.body.dataset['connection'] = kind;
});

function Page(): ReactNode {
  const terminals = useStore(session.terminals, ({ state }) => state.terminals);
  const [shown, setShown] = useState<string>();
  if (shown !== undefined)
    return createElement(PhoneTerminal, {
      key: shown,
      session,
      id: shown,
      settings: settings.values,
      onBack: () => setShown(undefined),
      clock: browserClock,
      random: (length) => crypto.getRandomValues(new Uint8Array(length)),
      storage: localStorage,
    });
  const entries = Object.keys(terminals).map((id) =>
    createElement('button', { key: id, type: 'button', 'data-open': id, onClick: () => setShown(id) }, id),
  );
  const start = (): void =>
    void session.client
      .request('terminal.session.start', { size: { cols: 50, rows: 30 } })
      .then(({ id }) => setShown(id));
  return createElement(
    'div',
    null,
    entries,
    createElement('button', { type: 'button', onClick: start }, 'New terminal'),
  );
}

const root = document.getElementById('root');
if (root === null) throw new Error('index.html has lost its root element');
createRoot(root).render(createElement(StrictMode, null, createElement(Page)));
