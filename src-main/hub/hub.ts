import { hostname } from 'node:os';
import { DisposableStore, toDisposable } from '../../src-shared/base/disposable.ts';
import { Emitter, type Event } from '../../src-shared/base/emitter.ts';
import { hubChannel, presenceChannel, settingsChannel } from '../../src-shared/protocol/channel.ts';
import { hubRequests } from '../../src-shared/protocol/channels/hub/requests.ts';
import { presenceRequests } from '../../src-shared/protocol/channels/presence/requests.ts';
import { settingsRequests } from '../../src-shared/protocol/channels/settings/requests.ts';
import { storageRequests } from '../../src-shared/protocol/channels/storage/requests.ts';
import { Channels } from './channels/channels.ts';
import { Presence } from './channels/presence.ts';
import { publishTroubles } from './channels/publish-troubles.ts';
import { type Config, serverConfig } from './config.ts';
import type { Stay } from './devices/links.ts';
import type { Module } from './modules/module.ts';
import { movedAddress } from './moved-address.ts';
import type { Platform } from './platform.ts';
import { Secrets } from './secrets/secrets.ts';
import { joinMethods, requestModule } from './server/methods.ts';
import { listen } from './server/server.ts';
import { pageRoute, phoneRoutes } from './server/static-files.ts';
import { chosenShells } from './settings/chosen-shells.ts';
import { HubSettings } from './settings/hub-settings.ts';
import { SettingsFile } from './settings/settings-file.ts';
import { type Closed, shutDown } from './shut-down.ts';
import { statusHandlers } from './status.ts';
import { Storage } from './storage/storage.ts';
import { Exports } from './store/exports.ts';
import { openStore } from './store/store.ts';
import { startAway } from './wiring/away.ts';
import { audit, type Basis, freshChannel, keptChannel } from './wiring/basis.ts';
import { closeWithoutRight } from './wiring/close-without-right.ts';
import { deviceMethods, openDevices } from './wiring/devices.ts';
import { hostKeys, secureDoor } from './wiring/secure-door.ts';
import { startTerminals, terminalMethods } from './wiring/terminals.ts';
import { openWays } from './wiring/ways.ts';

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

/**
 * Puts a hub together, in the order in which its parts need one another; what belongs together is put together in
 * `wiring/`. Throws what a user must be told, in words.
 */
export async function createHub(platform: Platform, config: Config, modules: ReadonlyArray<Module> = []): Promise<Hub> {
  const { clock, log, random, paths } = platform;
  const owned = new DisposableStore();
  try {
    const store = openStore(platform);
    owned.add(toDisposable(() => store.close()));
    const { troubles, authority, events } = store;
    const basis: Basis = { platform, version: config.version, store, owned };

    const hubState = freshChannel(basis, hubChannel);
    owned.add(publishTroubles(troubles, hubState));
    const settingsState = freshChannel(basis, settingsChannel);
    const settings = new HubSettings(
      new SettingsFile(paths.dataDir, { troubles, log: log.child('settings') }),
      settingsState,
    );
    const shells = chosenShells(platform.shells, settings, troubles);
    // Whoever has just named a shell that is not there is told at once.
    owned.add(settings.onChanged(() => shells.list()));
    const presenceState = freshChannel(basis, presenceChannel);
    const presence = owned.add(new Presence(presenceState, clock));

    const admission = openDevices(basis, presence);
    const { devices, links, trust } = admission;
    const { terminals, keepers, checkpoints, ...running } = await startTerminals(basis, (act) => hubState.apply(act));
    const started = modules.map((module) =>
      owned.add(
        module.start({
          clock,
          random,
          log: log.child(module.name),
          terminals,
          troubles,
          channel: (contract) => keptChannel(basis, contract),
        }),
      ),
    );
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
    const hub = { id: authority.hubId, name: hostname() };
    const key = hostKeys(platform, secrets.identity);
    const ways = openWays(basis, { hub, settings, secrets, trust, server: () => server });
    const { network } = ways;
    const away = startAway(basis, { secrets, presence, devices, terminals: running.channel });

    const exports = owned.add(new Exports(paths.dataDir, log.child('exports')));
    const storage = new Storage({
      clock,
      dataDir: paths.dataDir,
      terminals,
      shrink: () => events.shrink(),
      written: () => authority.durable(),
      exports,
      sources: () => ({
        version: config.version,
        hub: hub.id,
        settings: settings.values,
        devices: devices.list(),
        audit: (after, most) => authority.audit.read(after, most),
      }),
    });
    const channels = new Channels([
      hubState,
      settingsState,
      presenceState,
      running.channel,
      ...admission.channels,
      ...ways.channels,
      ...started.flatMap((module) => module.channels),
    ]);
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
    const typed = (device: string, terminal: string): void => {
      admission.typing.typed(device, terminal);
      away.watch.typed(terminal);
    };
    const wished = serverConfig(config, settings.values.network);
    const server = await listen({
      config: wished,
      hub,
      methods: joinMethods([
        requestModule('hub', hubRequests, { ...channels.handlers, ...status, ...secrets.handlers }),
        requestModule('presence', presenceRequests, presence.handlers),
        requestModule('settings', settingsRequests, settings.handlers),
        requestModule('storage', storageRequests, storage.handlers),
        terminalMethods(basis, terminals, shells, typed),
        ...deviceMethods(basis, admission, { id: hub.id, key: () => key()?.publicKey, ways: network, exports }),
        ...ways.methods,
        away.methods,
        ...started.map((module) => module.methods),
      ]),
      authenticator: admission.authentication,
      secure: secureDoor({ platform, key, pairing: admission.pairing, hub, origins: () => network.origins() }),
      rightsOf: (device, reach, terminal) => devices.rightsOf(device, reach, terminal),
      audit: ({ at, device, method, verdict }) => audit(basis, device, method, verdict === 'done' ? 'ok' : verdict, at),
      opened: (caller) => presence.came(caller),
      routes: [
        ...started.flatMap((module) => module.routes),
        ...ways.routes,
        ...phoneRoutes(`${paths.page}/phone`, () => network.origins().map(({ origin }) => origin), log.child('page')),
        pageRoute(paths.page, log.child('page')),
      ],
      clock,
      log: log.child('server'),
      random,
    });
    const moved = movedAddress(wished, server);
    if (moved !== undefined) troubles.raise('address-moved', moved);
    owned.add(closeWithoutRight(server, devices, trust));
    ways.begin(server.onChanged);
    // A keychain may ask somebody for its password, and nobody needs to wait for that.
    secrets.open();
    const { url, port, movedFrom } = server;
    return {
      id: hub.id,
      url,
      port,
      movedFrom,
      onStopRequested: stopRequested.event,
      createLink,
      expectUser: () => {
        if (terminals.infos.length === 0) keepers.prepare();
      },
      suspend: () => void checkpoints.run().then(() => events.durable()),
      resume: () => {
        server.wake();
        ways.wake();
      },
      close: shutDown({ clock, log, server, ways, terminals, checkpoints, owned }),
    };
  } catch (error) {
    owned.dispose();
    throw error;
  }
}
