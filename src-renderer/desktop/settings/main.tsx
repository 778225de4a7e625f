// Before the first schema is made, and with it before everything else.
import '../../ui/state/without-eval.ts';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { browserClock } from '../../ui/state/browser-clock.ts';
import { browserSocket } from '../../ui/state/browser-socket.ts';
import { desktopApi } from '../../ui/state/desktop-bridge.ts';
import { HubSession } from '../../ui/state/hub-session.ts';
import { pageIdentity, pageName } from '../../ui/state/page-identity.ts';
import { SettingsPage } from './settings-page.tsx';
import { createSettingsWindow } from './settings-window.ts';
import '../styles.css';

const identity = await pageIdentity();
const desktop = desktopApi();
const session = new HubSession({
  open: browserSocket(location.href),
  identity,
  client: { kind: desktop === undefined ? 'page' : 'window', version: __HOMEPORT_VERSION__, name: pageName() },
  clock: browserClock,
  random: Math.random,
});
const window = createSettingsWindow({ session, clock: browserClock, desktop });
session.start();

const root = document.getElementById('root');
if (root === null) throw new Error('settings.html has lost its root element');
createRoot(root).render(
  <StrictMode>
    <SettingsPage window={window} />
  </StrictMode>,
);
