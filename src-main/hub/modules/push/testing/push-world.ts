import { DisposableStore } from '../../../../../src-shared/base/disposable.ts';
import { Emitter } from '../../../../../src-shared/base/emitter.ts';
import type { Log } from '../../../../../src-shared/base/log.ts';
import type { PushSubscriptionInfo, PushWishes } from '../../../../../src-shared/protocol/channels/push/requests.ts';
import type { TerminalInfo } from '../../../../../src-shared/protocol/channels/terminal/state.ts';
import type { Caller } from '../../../caller.ts';
import { MemoryStore } from '../../../host/secrets/memory-store.ts';
import { Vault } from '../../../secrets/vault.ts';
import { ManualClock } from '../../../testing/manual-clock.ts';
import { openTestStore, testRandom } from '../../../testing/test-store.ts';
import { startPush } from '../push.ts';
import { DEFAULT_WISHES } from '../push-book.ts';
import { type PaperPushService, startPaperPushService } from './paper-push-service.ts';

export const TERMINAL: TerminalInfo = {
  id: 't_0123',
  name: 'build',
  title: '',
  command: { file: 'bash', args: [] },
  cwd: '/',
  cols: 80,
  rows: 24,
  phase: { kind: 'running', pid: 1 },
  run: { kind: 'running', line: 'make', since: 0 },
  driver: null,
  bells: 0,
  startedAt: 0,
  keeper: 'k_0123',
};

type Push = ReturnType<typeof startPush>;

/** The module with its vault, store and file, a push service, and hands that do what terminals and users do. */
export interface PushWorld {
  readonly push: Push;
  readonly service: PaperPushService;
  readonly clock: ManualClock;
  readonly keychain: MemoryStore;
  readonly vault: Vault;
  readonly file: string;
  readonly logged: string[];
  /** Raised troubles by id. */
  readonly troubles: ReadonlyMap<string, string>;
  /** Devices that exist; what each may not see. */
  readonly devices: Map<string, Set<string>>;
  read(device: string): Promise<Awaited<ReturnType<Push['handlers']['notifications.read']>>>;
  register(device: string, subscription: PushSubscriptionInfo | null, wishes?: Partial<PushWishes>): Promise<void>;
  send(device: string): Promise<void>;
  /** A browser on a device of the same name, which subscribes and registers. */
  browser(device: string, wishes?: Partial<PushWishes>): Promise<PushSubscriptionInfo>;
  revoke(device: string): void;
  terminal(change: Partial<TerminalInfo>): void;
  /** The bell rings. */
  ring(terminal?: string): void;
  close(terminal: string): void;
  type(terminal: string): void;
  /** A user's client of a device shows a terminal, or nothing; undefined when it has gone. */
  view(device: string, terminal: string | null | undefined): void;
  stop(): Promise<void>;
}

export async function startPushWorld(given: {
  readonly dataDir: string;
  readonly keychain?: MemoryStore;
  readonly service?: PaperPushService;
  readonly clock?: ManualClock;
  readonly terminals?: ReadonlyArray<TerminalInfo>;
  readonly devices?: readonly string[];
}): Promise<PushWorld> {
  const owned = new DisposableStore();
  const clock = given.clock ?? new ManualClock(Date.now());
  const keychain = given.keychain ?? new MemoryStore(clock, 'keychain');
  const service = given.service ?? (await startPaperPushService());
  const store = openTestStore(given.dataDir, { clock });
  const logged: string[] = [];
  const write = (message: string, fields?: object): void => void logged.push(message + JSON.stringify(fields ?? {}));
  const log: Log = { debug: write, info: write, warn: write, error: write, child: () => log };
  const { secrets: rows } = store.authority;
  const { hubId } = store.authority;
  const vault = owned.add(new Vault({ stores: [keychain], rows, hubId, clock, random: testRandom, log }));
  const troubles = new Map<string, string>();
  const devices = new Map((given.devices ?? ['d_phone', 'd_tablet', 'd_desk']).map((id) => [id, new Set<string>()]));
  const infos = new Map((given.terminals ?? [TERMINAL]).map((each) => [each.id, each]));
  /** What each device shows. */
  const shown = new Map<string, string | null>();
  const changed = owned.add(new Emitter<TerminalInfo>());
  const removed = owned.add(new Emitter<string>());
  const typed = owned.add(new Emitter<string>());
  const looked = owned.add(new Emitter<string>());
  const revoked = owned.add(new Emitter<string>());
  const file = `${given.dataDir}/push.json`;
  const push = owned.add(
    startPush({
      vault,
      file,
      terminals: {
        infos: [...infos.values()],
        onChanged: changed.event,
        onRemoved: removed.event,
        onTyped: typed.event,
      },
      presence: { shows: (device, terminal) => shown.get(device) === terminal, onLooked: looked.event },
      devices: {
        has: (device) => devices.has(device),
        mayView: (device, terminal) => devices.get(device)?.has(terminal) === false,
        onRemoved: revoked.event,
      },
      troubles: {
        raise: (id, text) => void troubles.set(id, text),
        withdraw: (id) => void troubles.delete(id),
      },
      contact: 'https://homeport.invalid',
      clock,
      log,
      instead: { mayReach: (address) => address === '127.0.0.1', ca: service.ca },
    }),
  );
  vault.open();
  // Handlers know a caller by its device alone.
  const caller = (id: string) => ({ device: { id, name: id } }) as Caller;
  const world: PushWorld = {
    push,
    service,
    clock,
    keychain,
    vault,
    file,
    logged,
    troubles,
    devices,
    read: async (device) => push.handlers['notifications.read']({}, caller(device)),
    async register(device, subscription, wishes) {
      const params = { subscription, wishes: { ...DEFAULT_WISHES, ...wishes } };
      await push.handlers['notifications.register'](params, caller(device));
    },
    async send(device) {
      await push.handlers['notifications.send']({}, caller(device));
    },
    async browser(device, wishes) {
      const { key } = await world.read(device);
      if (key === null) throw new Error('the hub has no key yet');
      const subscription = service.subscribe(device, key);
      await world.register(device, subscription, wishes);
      return subscription;
    },
    revoke(device) {
      devices.delete(device);
      revoked.fire(device);
    },
    terminal(change) {
      const id = change.id ?? TERMINAL.id;
      const info = { ...(infos.get(id) ?? TERMINAL), ...change, id };
      infos.set(id, info);
      changed.fire(info);
    },
    ring(id = TERMINAL.id) {
      world.terminal({ id, bells: (infos.get(id)?.bells ?? 0) + 1 });
    },
    close(id) {
      infos.delete(id);
      removed.fire(id);
    },
    type: (id) => typed.fire(id),
    view(device, viewing) {
      const before = shown.get(device);
      if (viewing === undefined) shown.delete(device);
      else shown.set(device, viewing);
      if (typeof viewing === 'string' && viewing !== before) looked.fire(viewing);
    },
    async stop() {
      owned.dispose();
      store.close();
      if (given.service === undefined) await service.close();
    },
  };
  return world;
}
