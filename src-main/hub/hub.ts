import { hostname } from 'node:os';
import { DisposableStore, toDisposable } from '../../src-shared/base/disposable.ts';
import { Emitter, type Event } from '../../src-shared/base/emitter.ts';
import { hubChannel, presenceChannel, settingsChannel, terminalChannel } from '../../src-shared/protocol/channel.ts';
import { hubRequests } from '../../src-shared/protocol/channels/hub/requests.ts';
import { presenceRequests } from '../../src-shared/protocol/channels/presence/requests.ts';
import { settingsRequests } from '../../src-shared/protocol/channels/settings/requests.ts';
import { storageRequests } from '../../src-shared/protocol/channels/storage/requests.ts';
import { terminalRequests } from '../../src-shared/protocol/channels/terminal/requests.ts';
import { HubChannel } from './channels/channel.ts';
import { Channels } from './channels/channels.ts';
import { Presence } from './channels/presence.ts';
import { publishTroubles } from './channels/publish-troubles.ts';
import { type Config, serverConfig } from './config.ts';
import { Authentication } from './devices/authentication.ts';
import { Devices } from './devices/devices.ts';
import { Failures } from './devices/failures.ts';
import { Links, type Stay } from './devices/links.ts';
import { ensureLocalDevice } from './devices/local-device.ts';
import type { Module } from './modules/module.ts';
import { movedAddress } from './moved-address.ts';
import type { Platform } from './platform.ts';
import { Secrets } from './secrets/secrets.ts';
import { joinMethods, requestModule } from './server/methods.ts';
import { listen } from './server/server.ts';
import { pageRoute } from './server/static-files.ts';
import { chosenShells } from './settings/chosen-shells.ts';
import { HubSettings } from './settings/hub-settings.ts';
import { SettingsFile } from './settings/settings-file.ts';
import { type Closed, shutDown } from './shut-down.ts';
import { statusHandlers } from './status.ts';
import { Storage } from './storage/storage.ts';
import { openStore } from './store/store.ts';
import { Checkpoints } from './terminals/checkpoints.ts';
import { Keepers } from './terminals/keepers.ts';
import { programOf } from './terminals/shell-integration.ts';
import { terminalHandlers } from './terminals/terminal-requests.ts';
import { Terminals } from './terminals/terminals.ts';

/** A running hub. */
export interface Hub {
  /** This install's id. */
  readonly id: string;
  readonly url: string;
  readonly port: number;
  /** The port that was wished for and taken by somebody else. */
  readonly movedFrom: number | undefined;
  /** A client with the right asked the hub to stop. Whoever made the hub closes it and ends the process. */
  readonly onStopRequested: Event<{ readonly endTerminals: boolean }>;
  /** A one-time link to the page, for a browser that stays or for a window that is let in for this run alone. */
  createLink(stay?: Stay): { readonly url: string; readonly secret: string; readonly expiresAt: number };
  /** A user comes who will start a terminal when there is none: what that takes is begun now. */
  expectUser(): void;
  /** The computer is about to sleep: what is not written yet is written. */
  suspend(): void;
  /** The computer woke: every client is asked for a sign of life, and none is held to its silence of before. */
  resume(): void;
  /** Stops within five seconds. Terminals go on in their keepers unless they are to be ended too. */
  close(options?: { readonly endTerminals?: boolean }): Promise<Closed>;
}

/** Puts a hub together, in the order in which its parts need one another. Throws what a user must be told, in words. */
export async function createHub(platform: Platform, config: Config, modules: ReadonlyArray<Module> = []): Promise<Hub> {
  const { clock, log, random, paths } = platform;
  const owned = new DisposableStore();
  try {
    const store = openStore(platform);
    owned.add(toDisposable(() => store.close()));
    const { troubles, authority } = store;

    const parts = { random, log: log.child('channels') };
    const hubState = new HubChannel(hubChannel, parts);
    const terminalState = new HubChannel(terminalChannel, { ...parts, store: store.events });
    const presenceState = new HubChannel(presenceChannel, parts);
    owned.add(publishTroubles(troubles, hubState));
    const presence = new Presence(presenceState, clock);
    const settingsState = new HubChannel(settingsChannel, parts);
    const settingsFile = new SettingsFile(paths.dataDir, { troubles, log: log.child('settings') });
    const settings = new HubSettings(settingsFile, settingsState);
    const shells = chosenShells(platform.shells, settings, troubles);
    // Whoever has just named a shell that is not there is told at once.
    owned.add(settings.onChanged(() => shells.list()));

    const isConnected = (device: string): boolean => presence.count(device) > 0;
    const devices = new Devices({ store: authority.devices, clock, random, isConnected });
    const links = new Links(clock, random);
    const audit = (who: string, what: string, verdict: string, at = clock.now()): void =>
      authority.audit.append({ at, who, what, verdict });
    const authentication = new Authentication({ devices, links, failures: new Failures(clock), audit });
    ensureLocalDevice(paths.dataDir, devices);

    const keepers = owned.add(
      new Keepers({
        launcher: platform.keepers,
        clock,
        log: log.child('keepers'),
        hub: { pid: platform.pid, version: config.version },
        act: (action) => hubState.apply(action),
        troubles,
      }),
    );
    const terminals = owned.add(
      new Terminals({
        platform,
        log: log.child('terminals'),
        keepers,
        store: { ...store.events.terminals, durable: () => store.events.durable() },
        channel: terminalState,
        program: (started) => programOf(started, platform.shells, paths.shellIntegration, config.version),
      }),
    );
    await terminals.start();
    const checkpoints = owned.add(new Checkpoints(terminals, clock));

    const running = modules.map((module) => {
      const context = { clock, random, log: log.child(module.name), terminals, troubles };
      return owned.add(
        module.start({
          ...context,
          channel: (contract) => new HubChannel(contract, { ...parts, store: store.events }),
        }),
      );
    });
    const channels = new Channels([
      hubState,
      terminalState,
      presenceState,
      settingsState,
      ...running.flatMap((module) => module.channels),
    ]);

    const secrets = owned.add(
      new Secrets({
        stores: platform.secrets,
        rows: authority.secrets,
        hubId: authority.hubId,
        clock,
        random,
        log: log.child('secrets'),
        troubles,
        tell: (info) => hubState.apply({ type: 'hub.secrets.changed', secrets: info }),
      }),
    );

    const storage = owned.add(
      new Storage({
        clock,
        log: log.child('storage'),
        dataDir: paths.dataDir,
        terminals,
        shrink: () => store.events.shrink(),
        written: () => authority.durable(),
        sources: () => ({
          version: config.version,
          hub: authority.hubId,
          settings: settings.values,
          devices: devices.list(),
          audit: (after, most) => authority.audit.read(after, most),
        }),
      }),
    );
    const stopRequested = owned.add(new Emitter<{ readonly endTerminals: boolean }>());
    const createLink: Hub['createLink'] = (stay) => links.create(server.url, stay);
    const status = statusHandlers({
      platform,
      version: config.version,
      startedAt: clock.now(),
      keepers,
      terminals,
      troubles,
      secrets,
      address: () => server,
      createLink,
      stop: (options) => stopRequested.fire(options),
    });
    const wished = serverConfig(config, settings.values.network);
    const server = await listen({
      config: wished,
      hub: { id: authority.hubId, name: hostname() },
      methods: joinMethods([
        requestModule('hub', hubRequests, { ...channels.handlers, ...status, ...secrets.handlers }),
        requestModule('terminal', terminalRequests, terminalHandlers(terminals, { ...platform, shells })),
        requestModule('presence', presenceRequests, presence.handlers),
        requestModule('settings', settingsRequests, settings.handlers),
        requestModule('storage', storageRequests, storage.handlers),
        ...running.map((module) => module.methods),
      ]),
      authenticator: authentication,
      rightsOf: (device) => devices.rightsOf(device),
      audit: ({ at, device, method, verdict }) => audit(device, method, verdict === 'done' ? 'ok' : verdict, at),
      opened: (caller) => presence.came(caller),
      routes: [...running.flatMap((module) => module.routes), pageRoute(paths.page, log.child('page'))],
      clock,
      log: log.child('server'),
      random,
    });
    const moved = movedAddress(wished, server);
    if (moved !== undefined) troubles.raise('address-moved', moved);
    owned.add(devices.onRemoved((device) => server.closeDevice(device, 'notAuthenticated')));

    // A keychain may ask somebody for its password, and nobody needs to wait for that.
    secrets.open();
    const close = shutDown({ clock, log, server, terminals, checkpoints, owned });
    const { url, port, movedFrom } = server;
    return {
      id: authority.hubId,
      url,
      port,
      movedFrom,
      onStopRequested: stopRequested.event,
      createLink,
      expectUser: () => {
        if (terminals.infos.length === 0) keepers.prepare();
      },
      suspend: () => void checkpoints.run().then(() => store.events.durable()),
      resume: () => server.wake(),
      close,
    };
  } catch (error) {
    owned.dispose();
    throw error;
  }
}
