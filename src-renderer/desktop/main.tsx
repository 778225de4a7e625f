// Before the first schema is made, and with it before everything else.
import '../ui/state/without-eval.ts';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { browserClock } from '../ui/state/browser-clock.ts';
import { browserSocket } from '../ui/state/browser-socket.ts';
import { desktopApi } from '../ui/state/desktop-bridge.ts';
import { HubSession } from '../ui/state/hub-session.ts';
import { linkSecret } from '../ui/state/link-fragment.ts';
import { pageIdentity, pageName } from '../ui/state/page-identity.ts';
import { App } from './parts/app.tsx';
import { createAppWindow } from './state/app-window.ts';
import { startDesktopWindow } from './state/desktop-window.ts';
import './styles.css';

// First of all: the link must not stand in the address while anything else happens.
const identity = await pageIdentity();

// A link that is opened in a window which is here already changes the fragment and nothing else.
window.addEventListener('hashchange', () => {
  if (linkSecret(location.hash) !== undefined) location.reload();
});

const name = pageName();
const desktop = desktopApi();
const session = new HubSession({
  open: browserSocket(location.href),
  identity,
  client: { kind: desktop === undefined ? 'page' : 'window', version: __HOMEPORT_VERSION__, name },
  clock: browserClock,
  random: Math.random,
});
const app = createAppWindow({
  session,
  clock: browserClock,
  random: (length) => crypto.getRandomValues(new Uint8Array(length)),
  mac: /Mac|iPhone|iPad/.test(navigator.userAgent),
  desktop,
});
if (desktop !== undefined) startDesktopWindow(app, desktop);
session.start();

const root = document.getElementById('root');
if (root === null) throw new Error('index.html has lost its root element');
createRoot(root).render(
  <StrictMode>
    <App app={app} />
  </StrictMode>,
);
