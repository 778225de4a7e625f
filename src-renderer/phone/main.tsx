// Before the first schema is made, and with it before everything else.
import '../ui/state/without-eval.ts';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { systemTheme } from '../ui/state/appearance.ts';
import { browserClock } from '../ui/state/browser-clock.ts';
import { deviceName } from '../ui/state/device-name.ts';
import { CompanionsContext, startCompanions } from './pwa/companions.ts';
import { App } from './shell/app.tsx';
import { followPhoneTheme, phoneTheme } from './shell/appearance.ts';
import { forgetStorage } from './shell/forget-storage.ts';
import { takeFragment } from './shell/fragment.ts';
import { HubKeeper } from './shell/kept-hub.ts';
import { PhoneApp } from './shell/phone-app.ts';
import { randomBytes } from './shell/phone-key.ts';
import { browserTabs } from './shell/tabs.ts';
import './styles.css';

const fragment = takeFragment(window);
const companions = startCompanions({ clock: browserClock, random: randomBytes, mayReload: fragment === '' });
const theme = phoneTheme(localStorage);
followPhoneTheme(theme, systemTheme());
const app = new PhoneApp({
  keeper: new HubKeeper(indexedDB),
  clock: browserClock,
  version: __HOMEPORT_VERSION__,
  origin: location.origin,
  name: deviceName(navigator.userAgent),
  storage: localStorage,
  tabs: browserTabs(),
  // Whatever else is kept of a hub is thrown away here too.
  forgetMore: async () => {
    await companions.forget();
    forgetStorage(localStorage);
  },
});
companions.follow(app.standing);
void app.start(fragment);

const root = document.getElementById('root');
if (root === null) throw new Error('index.html has lost its root element');
createRoot(root).render(
  <StrictMode>
    <CompanionsContext value={companions}>
      <App app={app} clock={browserClock} theme={theme} version={__HOMEPORT_VERSION__} />
    </CompanionsContext>
  </StrictMode>,
);
