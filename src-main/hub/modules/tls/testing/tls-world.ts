import { type ConnectionOptions, checkServerIdentity, connect, type TLSSocket } from 'node:tls';
import { DisposableStore } from '../../../../../src-shared/base/disposable.ts';
import { Emitter } from '../../../../../src-shared/base/emitter.ts';
import { silentLog } from '../../../../../src-shared/base/log.ts';
import type { AuthorityInfo } from '../../../../../src-shared/protocol/channels/tls/requests.ts';
import type { Caller } from '../../../caller.ts';
import { MemoryStore } from '../../../host/secrets/memory-store.ts';
import type { VaultPhase } from '../../../secrets/vault.ts';
import { Vault } from '../../../secrets/vault.ts';
import type { EntranceWish } from '../../../server/entrance.ts';
import type { Route } from '../../../server/routes.ts';
import { ManualClock } from '../../../testing/manual-clock.ts';
import { startTestServer, type TestServer } from '../../../testing/test-server.ts';
import { openTestStore, testRandom } from '../../../testing/test-store.ts';
import type { PlainEntrance } from '../https-entrances.ts';
import { type RunningTls, startTls } from '../tls.ts';

export const LOCAL_NAME = 'homeport-0123456789ab.local';

// The handlers of this module know nothing of who calls.
const nobody = {} as Caller;

export interface TlsWorld {
  readonly server: TestServer;
  readonly tls: RunningTls;
  readonly clock: ManualClock;
  readonly keychain: MemoryStore;
  readonly vault: Vault;
  readonly phases: VaultPhase['kind'][];
  /** The addresses that this machine is said to have, with the port of the plain entrance there. */
  lan(...entrances: PlainEntrance[]): void;
  read(): Promise<AuthorityInfo>;
  create(): Promise<AuthorityInfo>;
  remove(): Promise<AuthorityInfo>;
  /** Ends this run; what is sealed stays for the next one in the same directory. */
  stop(): Promise<void>;
}

/**
 * The real server, vault and store. Addresses of the local network lead to the loopback: what is spoken there is the
 * same.
 */
export async function startTlsWorld(given: {
  readonly dataDir: string;
  readonly keychain?: MemoryStore;
  readonly now?: number;
  readonly routes?: (tls: () => RunningTls) => ReadonlyArray<Route>;
}): Promise<TlsWorld> {
  const owned = new DisposableStore();
  const clock = new ManualClock(given.now ?? Date.now());
  const keychain = given.keychain ?? new MemoryStore(clock, 'keychain');
  const store = openTestStore(given.dataDir, { clock });
  const { authority } = store;
  const vault = owned.add(
    new Vault({
      stores: [keychain],
      rows: authority.secrets,
      hubId: authority.hubId,
      clock,
      random: testRandom,
      log: silentLog,
    }),
  );
  const phases: VaultPhase['kind'][] = [];
  owned.add(vault.onChanged(({ kind }) => phases.push(kind)));
  let plain: PlainEntrance[] = [];
  const lanChanged = owned.add(new Emitter<void>());
  // Routes are asked for when the server starts, and the module opens its entrances on that server.
  const server = await startTestServer({
    routes: [
      ...['/trust', '/trust/*'].map(
        (path): Route => ({
          kind: 'http',
          path,
          access: 'public',
          by: 'all',
          methods: ['GET', 'HEAD'],
          answer: (request, asked, way) => {
            const route = tls.routes?.find((each) => each.path === asked);
            if (route?.kind !== 'http') return { status: 404 };
            return route.answer(request, asked, way);
          },
        }),
      ),
      ...(given.routes?.(() => tls) ?? []),
    ],
  });
  const open = (wish: EntranceWish) =>
    server.server.open(wish.by.kind === 'listen' ? { ...wish, by: { ...wish.by, host: '127.0.0.1' } } : wish);
  const tls: RunningTls = owned.add(
    startTls({
      vault,
      computer: 'Ana’s laptop',
      localName: LOCAL_NAME,
      lan: { list: () => plain, onChanged: lanChanged.event },
      open,
      clock,
      random: testRandom,
      log: silentLog,
    }),
  );
  vault.open();
  return {
    server,
    tls,
    clock,
    keychain,
    vault,
    phases,
    lan(...entrances) {
      plain = entrances;
      lanChanged.fire();
    },
    read: async () => (await tls.handlers['tls.authority.read']({}, nobody)).authority,
    create: async () => (await tls.handlers['tls.authority.create']({}, nobody)).authority,
    remove: async () => (await tls.handlers['tls.authority.remove']({}, nobody)).authority,
    async stop() {
      owned.dispose();
      await server.server.close();
      store.close();
    },
  };
}

/** A TLS connection to a port of the loopback by somebody who asks for `name` and trusts this authority (PEM) alone. */
export function trusting(ca: string, name: string, port: number, more: ConnectionOptions = {}): Promise<TLSSocket> {
  return new Promise((resolve, reject) => {
    const socket = connect({
      host: '127.0.0.1',
      port,
      ca,
      ...(/^[\d.]+$/.test(name) ? {} : { servername: name }),
      checkServerIdentity: (_host, cert) => checkServerIdentity(name, cert),
      ...more,
    });
    socket.once('secureConnect', () => resolve(socket));
    socket.once('error', reject);
  });
}

export function pemOf(der: Uint8Array): string {
  const base64 = Buffer.from(der).toString('base64').replace(/.{64}/g, '$&\n');
  return `-----BEGIN CERTIFICATE-----\n${base64}\n-----END CERTIFICATE-----\n`;
}
