import { join } from 'node:path';
import { app, net, powerMonitor, session, shell as system } from 'electron';
import { DisposableStore } from '../../src-shared/base/disposable.ts';
import type { HubClient } from '../../src-shared/client/hub-client.ts';
import type { TerminalPhase } from '../../src-shared/protocol/channels/terminal/state.ts';
import { dataDirOf } from '../access/data-dir.ts';
import { VERSION } from '../access/version.ts';
import { systemClock } from '../hub/host/system-clock.ts';
import { appIntents } from './app-intents.ts';
import { appMenu } from './app-menu.ts';
import { followStatus } from './app-status.ts';
import { Attention } from './attention.ts';
import { startBadge } from './badge.ts';
import { callHandlers } from './call-handlers.ts';
import type { Crashes } from './crash.ts';
import { DeepLinks } from './deep-links.ts';
import { watchForeignHub } from './hub-gone.ts';
import type { HubHost } from './hub-host.ts';
import { serveCalls } from './ipc.ts';
import { KeepAwake } from './keep-awake.ts';
import type { LaunchOptions } from './launch-options.ts';
import { nativeLinkDialogs, registerLinks } from './link-door.ts';
import { LoginItem } from './login-item.ts';
import { setMenu } from './menu.ts';
import { nativeNotification } from './native-notification.ts';
import { holdAwake } from './native-power.ts';
import { startNotifications } from './notifications.ts';
import type { Place } from './place.ts';
import { followPower } from './power.ts';
import { Quit } from './quit.ts';
import { say } from './say.ts';
import { ShellClient } from './shell-client.ts';
import type { TakeStarts } from './single-instance.ts';
import { isStartedBySession, systemLoginEntry } from './system-login-entry.ts';
import { traySections } from './tray/sections/sections.ts';
import { startTray } from './tray/tray.ts';
import { thisApp } from './updater/this-app.ts';
import { createUpdater } from './updater/updater.ts';
import { hardenContents, hardenSession } from './windows/harden.ts';
import { Windows } from './windows/windows.ts';

export interface DesktopNeeds {
  readonly place: Place;
  readonly options: LaunchOptions;
  readonly host: HubHost;
  readonly client: HubClient;
  readonly crashes: Crashes;
  /** Links that the system handed over since the app was started. */
  readonly takeLinks: (links: DeepLinks) => { dispose(): void };
  /** Further starts of the app, likewise. */
  readonly takeStarts: TakeStarts;
}

/** Puts the desktop app together around its hub, in the order in which its parts need one another. Electron is ready. */
export function startDesktop(needs: DesktopNeeds): void {
  const { place, options, host, client, crashes, takeLinks, takeStarts } = needs;
  const { dataDir, own, log } = place;
  const clock = systemClock;
  const owned = new DisposableStore();
  const tell = (sentence: string): void => say(sentence, log);
  const openExternal = (url: string): void => {
    system.openExternal(url).catch((error: unknown) => {
      log.warn('an address could not be opened', { error: String(error) });
      tell('Your system has no program that opens this address, or it did not start.');
    });
  };
  const policy = { hub: () => host.url, openExternal, log: log.child('policy') };
  hardenContents(policy);
  hardenSession(session.defaultSession, policy);

  owned.add(client);
  const shell = owned.add(new ShellClient(client));
  const windows = owned.add(
    new Windows({
      host,
      clock,
      log: log.child('windows'),
      preload: join(import.meta.dirname, '../preload/preload.cjs'),
      stateFile: join(own, 'window.json'),
      hasTray: () => tray.look(),
    }),
  );
  const quit = new Quit({
    host,
    running: () => Object.values(shell.state.terminals.terminals).filter(({ phase }) => goesOn(phase)).length,
    leaving: () => windows.leave(),
    stop: () => owned.dispose(),
    stopped: (ending) => updates.installAtEnd(ending),
    clock,
    log: log.child('quit'),
  });
  crashes.restartWith(() => quit.restart());
  if (host.kind === 'attached')
    owned.add(watchForeignHub({ dataDir, client, restart: () => quit.restart(), clock, log }));

  const intents = appIntents({ windows, client, quit, tell, log });
  const updates = owned.add(
    createUpdater({
      installed: thisApp(),
      name: app.getName(),
      version: VERSION,
      profile: own,
      shell,
      fetch: (url, init) => net.fetch(url, init),
      clock,
      log: log.child('updates'),
    }),
  );
  const attention = owned.add(new Attention(shell));
  owned.add(
    startNotifications({ shell, attention, intents, show: nativeNotification, clock, log: log.child('notifications') }),
  );
  owned.add(startBadge({ attention, log: log.child('badge') }));
  const entry = app.getAppPath();
  const usual = dataDir === dataDirOf(undefined, { ...process.env, HOMEPORT_DATA_DIR: '' });
  const startArgs = ['--hidden', ...(usual ? [] : [`--data-dir=${dataDir}`])];
  const loginItem = owned.add(
    new LoginItem({
      shell,
      intents,
      entry: systemLoginEntry(entry, startArgs),
      report: tell,
      log: log.child('login item'),
    }),
  );
  const keepAwake = owned.add(new KeepAwake(shell, holdAwake));
  const tray = owned.add(
    startTray({
      shell,
      intents,
      attention,
      loginItem,
      address: () => new URL(host.url).host,
      sections: traySections(),
      clock,
      pictures: app.isPackaged ? process.resourcesPath : join(import.meta.dirname, '../../resources'),
      log: log.child('tray'),
    }),
  );

  const status = owned.add(followStatus({ loginItem, tray, keepAwake, updates }, (now) => windows.tell(now)));
  const menu = appMenu({ windows, updates, quit });
  setMenu([], menu);

  const handlers = callHandlers({
    dataDir,
    host,
    shell,
    openExternal,
    openSettings: intents.openSettings,
    setMenu: (commands) => setMenu(commands, menu),
    status: status.read,
    updates,
    restart: () => quit.restart(),
  });
  owned.add(
    serveCalls({ hub: () => host.url, windowOf: (contents) => windows.of(contents), handlers, log: log.child('ipc') }),
  );

  owned.add(
    followPower({ events: powerMonitor, hubHost: host, end: () => quit.withSystemNow(), log: log.child('power') }),
  );
  const links = owned.add(new DeepLinks({ shell, intents, dialogs: nativeLinkDialogs, log: log.child('links') }));
  owned.add(takeLinks(links));
  registerLinks(entry, log.child('links'));

  owned.add(
    shell.onChange(({ connection, caughtUp, settings }) => {
      if (connection.kind === 'open') windows.hubAnswers();
      if (caughtUp) windows.setTheme(settings.appearance.theme);
    }),
  );
  owned.add(host.onReplaced(() => windows.reload()));
  app.on('activate', () => windows.show());
  if (!options.hidden && !isStartedBySession()) windows.show();
  for (const link of options.links) links.take(link);
  takeStarts((start) => {
    if (!start.hidden) windows.show();
    for (const link of start.links) links.take(link);
  });
}

/** Whether there is a process that outlives the app, or may be one. */
function goesOn({ kind }: TerminalPhase): boolean {
  return kind === 'running' || kind === 'unreachable';
}
