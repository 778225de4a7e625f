import { hostname } from 'node:os';
import { DisposableStore, toDisposable } from '../../src-shared/base/disposable.ts';
import { Emitter, type Event } from '../../src-shared/base/emitter.ts';
import {
  deviceChannel,
  hubChannel,
  networkChannel,
  pairingChannel,
  presenceChannel,
  settingsChannel,
  terminalChannel,
} from '../../src-shared/protocol/channel.ts';
import { deviceRequests } from '../../src-shared/protocol/channels/device/requests.ts';
import { hubRequests } from '../../src-shared/protocol/channels/hub/requests.ts';
import { networkRequests } from '../../src-shared/protocol/channels/network/requests.ts';
import { pairingRequests } from '../../src-shared/protocol/channels/pairing/requests.ts';
import { presenceRequests } from '../../src-shared/protocol/channels/presence/requests.ts';
import { pushRequests } from '../../src-shared/protocol/channels/push/requests.ts';
import { settingsRequests } from '../../src-shared/protocol/channels/settings/requests.ts';
import { storageRequests } from '../../src-shared/protocol/channels/storage/requests.ts';
import { tailscaleRequests } from '../../src-shared/protocol/channels/tailscale/requests.ts';
import { terminalRequests } from '../../src-shared/protocol/channels/terminal/requests.ts';
import { tlsRequests } from '../../src-shared/protocol/channels/tls/requests.ts';
import { pushedDevices, TerminalWatch } from './away.ts';
import { HubChannel } from './channels/channel.ts';
import { Channels } from './channels/channels.ts';
import { Presence } from './channels/presence.ts';
import { publishTroubles } from './channels/publish-troubles.ts';
import { type Config, serverConfig } from './config.ts';
import { Authentication } from './devices/authentication.ts';
import { catchUp } from './devices/catch-up.ts';
import { deviceHandlers, pairingHandlers } from './devices/device-requests.ts';
import { DeviceStateKeeper } from './devices/device-state.ts';
import { Devices } from './devices/devices.ts';
import { Failures } from './devices/failures.ts';
import { Links, type Stay } from './devices/links.ts';
import { ensureLocalDevice } from './devices/local-device.ts';
import { Pairing } from './devices/pairing.ts';
import { Revocations, revocationsFile } from './devices/revocations.ts';
import { TrustWords } from './devices/trust-words.ts';
import { TypingTrace } from './devices/typing-trace.ts';
import type { Module } from './modules/module.ts';
import { startPush } from './modules/push/push.ts';
import { startTailscale } from './modules/tailscale/tailscale.ts';
import { startTls } from './modules/tls/tls.ts';
import { movedAddress } from './moved-address.ts';
import { Network } from './network/network.ts';
import { entranceInfos, hostKeys, lanOf, localNameOf, secureDoor } from './phones.ts';
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

/** Whom push services may write to about this program; the author of package.json. */
const CONTACT = 'mailto:dev@homeport.invalid';

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
    const presence = owned.add(new Presence(presenceState, clock));
    const settingsState = new HubChannel(settingsChannel, parts);
    const settingsFile = new SettingsFile(paths.dataDir, { troubles, log: log.child('settings') });
    const settings = new HubSettings(settingsFile, settingsState);
    const shells = chosenShells(platform.shells, settings, troubles);
    // Whoever has just named a shell that is not there is told at once.
    owned.add(settings.onChanged(() => shells.list()));

    const deviceLog = log.child('devices');
    const revocations = new Revocations(revocationsFile(paths.dataDir), { log: deviceLog, troubles });
    catchUp({ revocations, ...authority, troubles, log: deviceLog });
    const { time } = authority;
    const trust = new TrustWords(authority.trust, time, revocations);
    const isTrusted = (network: string | null): boolean => trust.isTrusted(network);
    const isConnected = (device: string): boolean => presence.count(device) > 0;
    const known = { store: authority.devices, clock, time, random, revocations, isTrusted, isConnected };
    const devices = owned.add(new Devices(known));
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
    const deviceState = new HubChannel(deviceChannel, parts);
    const pairingState = new HubChannel(pairingChannel, parts);
    const networkState = new HubChannel(networkChannel, parts);
    const channels = new Channels([
      hubState,
      terminalState,
      presenceState,
      settingsState,
      deviceState,
      pairingState,
      networkState,
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

    const connected = { count: (device: string) => presence.count(device), onChanged: presence.onMoved };
    const keeper = owned.add(new DeviceStateKeeper(devices, connected, deviceState, clock));
    const typing = new TypingTrace(store.events.typing, clock);
    const pairing = owned.add(
      new Pairing({
        clock,
        random,
        crypto: platform.crypto,
        devices,
        trust,
        failures: new Failures(clock),
        channel: pairingState,
        audit,
        together: (entry, body) => authority.together({ at: clock.now(), ...entry }, body),
      }),
    );
    const key = hostKeys(platform, secrets.identity);
    const hub = { id: authority.hubId, name: hostname() };

    const { identity } = secrets;
    const lan = owned.add(
      lanOf({ platform, server: () => server, settings, hubId: hub.id, identity, log: log.child('network') }),
    );
    const network = owned.add(
      new Network({
        networks: platform.networks,
        lan,
        words: trust,
        entrances: () => entranceInfos(server),
        channel: networkState,
        wish: async (wished) => void settings.update({ network: { lan: wished } }),
      }),
    );

    const watch = owned.add(new TerminalWatch(terminalState));
    const push = owned.add(
      startPush({
        vault: secrets.vault,
        file: `${paths.dataDir}/push.json`,
        terminals: watch,
        presence,
        devices: pushedDevices(devices),
        troubles,
        contact: CONTACT,
        clock,
        log: log.child('push'),
        ...(platform.push === undefined ? {} : { instead: platform.push }),
      }),
    );
    const tls = owned.add(
      startTls({
        vault: secrets.vault,
        computer: hub.name,
        localName: `${localNameOf(hub.id)}.local`,
        lan,
        open: (wish) => server.open(wish),
        clock,
        random,
        log: log.child('tls'),
      }),
    );
    const tailscale = owned.add(
      startTailscale({
        program: platform.tailscale,
        file: `${paths.dataDir}/tailscale.json`,
        open: (wish) => server.open(wish),
        hubPort: () => server.port,
        troubles,
        audit,
        clock,
        log: log.child('tailscale'),
      }),
    );

    const exports = owned.add(new Exports(paths.dataDir, log.child('exports')));
    const storage = new Storage({
      clock,
      dataDir: paths.dataDir,
      terminals,
      shrink: () => store.events.shrink(),
      written: () => authority.durable(),
      exports,
      sources: () => ({
        version: config.version,
        hub: authority.hubId,
        settings: settings.values,
        devices: devices.list(),
        audit: (after, most) => authority.audit.read(after, most),
      }),
    });
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
      hub,
      methods: joinMethods([
        requestModule('hub', hubRequests, { ...channels.handlers, ...status, ...secrets.handlers }),
        requestModule(
          'terminal',
          terminalRequests,
          terminalHandlers(terminals, { ...platform, shells }, (device, terminal) => {
            typing.typed(device, terminal);
            watch.typed(terminal);
          }),
        ),
        requestModule('presence', presenceRequests, presence.handlers),
        requestModule('settings', settingsRequests, settings.handlers),
        requestModule('storage', storageRequests, storage.handlers),
        requestModule(
          'device',
          deviceRequests,
          deviceHandlers({
            devices,
            keeper,
            exports,
            audit: authority.audit,
            typing,
            written: () => authority.durable(),
          }),
        ),
        requestModule(
          'pairing',
          pairingRequests,
          pairingHandlers({
            pairing,
            devices,
            keeper,
            ways: network,
            hub: hub.id,
            hubKey: () => key()?.publicKey,
          }),
        ),
        requestModule('network', networkRequests, network.handlers),
        requestModule('push', pushRequests, push.handlers),
        requestModule('tls', tlsRequests, tls.handlers),
        requestModule('tailscale', tailscaleRequests, tailscale.handlers),
        ...running.map((module) => module.methods),
      ]),
      authenticator: authentication,
      secure: secureDoor({ platform, key, pairing, hub, origins: () => network.origins() }),
      rightsOf: (device, reach, terminal) => devices.rightsOf(device, reach, terminal),
      audit: ({ at, device, method, verdict }) => audit(device, method, verdict === 'done' ? 'ok' : verdict, at),
      opened: (caller) => presence.came(caller),
      routes: [
        ...running.flatMap((module) => module.routes),
        ...(tls.routes ?? []),
        ...phoneRoutes(`${paths.page}/phone`, () => network.origins().map(({ origin }) => origin), log.child('page')),
        pageRoute(paths.page, log.child('page')),
      ],
      clock,
      log: log.child('server'),
      random,
    });
    const moved = movedAddress(wished, server);
    if (moved !== undefined) troubles.raise('address-moved', moved);
    owned.add(devices.onRemoved((device) => server.closeDevice(device, 'notAuthenticated')));
    owned.add(devices.onRightsChanged((device) => server.closeDevice(device, 'rightsChanged')));
    owned.add(
      trust.onChanged(() => {
        for (const { id, lastLevel } of devices.list()) if (lastLevel === 'L0') server.closeDevice(id, 'rightsChanged');
      }),
    );

    network.start(server.onChanged);
    tailscale.begin();

    // A keychain may ask somebody for its password, and nobody needs to wait for that.
    secrets.open();
    const close = shutDown({ clock, log, server, tailscale, terminals, checkpoints, owned });
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
      resume: () => {
        server.wake();
        void platform.networks.look();
        tailscale.wake();
      },
      close,
    };
  } catch (error) {
    owned.dispose();
    throw error;
  }
}
