import { createStore, type StoreApi } from 'zustand/vanilla';
import type { Clock } from '../../../src-shared/base/clock.ts';
import { type Disposable, DisposableStore, toDisposable } from '../../../src-shared/base/disposable.ts';
import { ChannelMirror } from '../../../src-shared/client/channel-mirror.ts';
import {
  type DesktopApi,
  type DesktopStatus,
  type SettingsPlace,
  type SettingsSection,
  settingsPlaceSchema,
} from '../../../src-shared/desktop/desktop-api.ts';
import { deviceChannel, networkChannel, pairingChannel } from '../../../src-shared/protocol/channel.ts';
import type { DeviceState } from '../../../src-shared/protocol/channels/device/state.ts';
import type { NetworkState } from '../../../src-shared/protocol/channels/network/state.ts';
import type { PairingState } from '../../../src-shared/protocol/channels/pairing/state.ts';
import { followTheme, systemTheme } from '../../ui/state/appearance.ts';
import type { HubSession } from '../../ui/state/hub-session.ts';
import { keptStore } from '../../ui/state/kept-store.ts';
import { type Mirrored, mirrorStore } from '../../ui/state/mirror-store.ts';
import { type Preferences, parsePreferences } from '../../ui/state/preferences.ts';
import { SettingsStore } from '../../ui/state/settings-store.ts';
import { renewLink } from '../state/renew-link.ts';

export interface SettingsWindowOptions {
  readonly session: HubSession;
  readonly clock: Clock;
  /** What only the desktop app can do; undefined in a browser. */
  readonly desktop: DesktopApi | undefined;
}

/** Everything the settings window is made of, for components to read and to tell. */
export interface SettingsWindow extends Disposable {
  readonly session: HubSession;
  readonly clock: Clock;
  readonly desktop: DesktopApi | undefined;
  /** What the desktop app says of itself; undefined in a browser and until it has spoken. */
  readonly status: StoreApi<DesktopStatus | undefined>;
  readonly settings: SettingsStore;
  readonly devices: StoreApi<Mirrored<DeviceState>>;
  readonly pairing: StoreApi<Mirrored<PairingState>>;
  readonly network: StoreApi<Mirrored<NetworkState>>;
  readonly preferences: StoreApi<Preferences>;
  readonly system: MediaQueryList;
  readonly section: StoreApi<SettingsSection>;
  /** Whether the dialog that pairs a phone is open. */
  readonly pairingOpen: StoreApi<boolean>;
  go(place: SettingsPlace): void;
}

export function createSettingsWindow({ session, clock, desktop }: SettingsWindowOptions): SettingsWindow {
  const owned = new DisposableStore();
  const settings = owned.add(new SettingsStore(session.client, localStorage));
  const system = systemTheme();
  owned.add(followTheme(settings.values, system));
  const first = placeOf(location.search);
  const section = createStore<SettingsSection>(() => sectionOf(first));
  const pairingOpen = createStore<boolean>(() => first === 'pair');
  const go = (place: SettingsPlace): void => {
    const next = sectionOf(place);
    section.setState(next, true);
    if (place === 'pair') pairingOpen.setState(true, true);
    // So that loading anew, and a bookmark, come back here; the desktop app says by intents where its window is to be.
    if (desktop === undefined) history.replaceState(null, '', `${location.pathname}?section=${next}`);
  };
  // Loading anew comes back to the list, and asks for nothing by itself.
  if (first === 'pair') go(first);
  const status = createStore<DesktopStatus | undefined>(() => undefined);
  if (desktop !== undefined) {
    owned.add(toDisposable(desktop.onStatus((now) => status.setState(now, true))));
    owned.add(toDisposable(desktop.onIntent((intent) => intent.kind === 'section' && go(intent.section))));
    // What cannot be read now is told with the next change; until then the rows say that it is not known yet.
    desktop.readStatus().then(
      (now) => status.setState(now, true),
      () => {},
    );
    desktop.ready().catch(() => {});
    owned.add(renewLink(session, clock, desktop));
  }
  const wake = (): void => session.client.wake();
  for (const name of ['focus', 'online']) {
    window.addEventListener(name, wake);
    owned.add(toDisposable(() => window.removeEventListener(name, wake)));
  }
  return {
    session,
    clock,
    desktop,
    status,
    settings,
    devices: mirrorStore(owned.add(new ChannelMirror(session.client, deviceChannel))),
    pairing: mirrorStore(owned.add(new ChannelMirror(session.client, pairingChannel))),
    network: mirrorStore(owned.add(new ChannelMirror(session.client, networkChannel))),
    preferences: keptStore(localStorage, 'homeport.preferences', parsePreferences),
    system,
    section,
    pairingOpen,
    go,
    dispose: () => owned.dispose(),
  };
}

function placeOf(search: string): SettingsPlace {
  const parsed = settingsPlaceSchema.safeParse(new URLSearchParams(search).get('section'));
  return parsed.success ? parsed.data : 'general';
}

function sectionOf(place: SettingsPlace): SettingsSection {
  return place === 'pair' ? 'devices' : place;
}
