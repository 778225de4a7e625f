import type { Clock } from '../../../src-shared/base/clock.ts';
import { type Disposable, MutableDisposable } from '../../../src-shared/base/disposable.ts';
import { Emitter } from '../../../src-shared/base/emitter.ts';
import type { PresenceAction } from '../../../src-shared/protocol/channels/presence/actions.ts';
import type { PresenceState, PresentClient } from '../../../src-shared/protocol/channels/presence/state.ts';
import type { Handlers } from '../../../src-shared/protocol/request.ts';
import type { CoreTable } from '../../../src-shared/protocol/request-table.ts';
import type { Caller } from '../caller.ts';
import type { HubChannel } from './channel.ts';

export type PresenceHandlers = Handlers<Pick<CoreTable, 'presence.heartbeat' | 'presence.list'>, Caller>;

/** So many are told of at once, one by one: what follows on a look must not be heard before it. */
export const FEW = 64;
/** With more of them actions follow one another at this distance at least. */
const GATHER_MS = 50;
/** Clients in one action: some 40 KB. */
const AT_ONCE = 250;

/**
 * Who is connected and where each one's user looks, as far as the clients say. It knows at once; where there are many, the
 * channel is told of several together, since each action copies all who are there.
 */
export class Presence implements Disposable {
  private readonly channel: HubChannel<PresenceState, PresenceAction>;
  private readonly clock: Clock;
  private readonly moved = new Emitter<string>();
  private readonly looked = new Emitter<string>();
  /** By connection. */
  private readonly clients = new Map<string, PresentClient>();
  /** Open connections by device; nobody has none. */
  private readonly byDevice = new Map<string, Set<string>>();
  /** Connections of which the channel does not know yet how they are. */
  private readonly untold = new Set<string>();
  private readonly due = new MutableDisposable<Disposable>();
  private toldAt = Number.NEGATIVE_INFINITY;

  /** Fires with the device of which a connection came or went. */
  readonly onMoved = this.moved.event;
  /** Fires with the terminal that a user has come to look at. */
  readonly onLooked = this.looked.event;

  constructor(channel: HubChannel<PresenceState, PresenceAction>, clock: Clock) {
    this.channel = channel;
    this.clock = clock;
  }

  /** How many connections are open. */
  get size(): number {
    return this.clients.size;
  }

  /** Tells nothing any more. */
  dispose(): void {
    this.due.dispose();
    this.moved.dispose();
    this.looked.dispose();
  }

  /** Called once for each connection that is open; it goes by itself when that ends. */
  came(caller: Caller): void {
    const { device, kind, id: connection } = caller;
    const client = { connection, device: device.id, name: device.name, kind, since: this.clock.now(), viewing: null };
    this.clients.set(connection, client);
    const own = this.byDevice.get(device.id) ?? new Set();
    this.byDevice.set(device.id, own.add(connection));
    this.changed(connection);
    this.moved.fire(device.id);
    caller.onClose(() => this.went(client));
  }

  /** Connections of this device that are open. */
  count(device: string): number {
    return this.byDevice.get(device)?.size ?? 0;
  }

  /** Whether a device shows this very terminal now. */
  shows(device: string, terminal: string): boolean {
    for (const connection of this.byDevice.get(device) ?? [])
      if (this.clients.get(connection)?.viewing === terminal) return true;
    return false;
  }

  readonly handlers: PresenceHandlers = {
    'presence.heartbeat': ({ viewing }, caller) => {
      this.look(caller.id, viewing);
      return { now: this.clock.now() };
    },
    'presence.list': () => ({ clients: [...this.clients.values()] }),
  };

  private went({ connection, device }: PresentClient): void {
    this.clients.delete(connection);
    const own = this.byDevice.get(device);
    own?.delete(connection);
    if (own?.size === 0) this.byDevice.delete(device);
    this.changed(connection);
    this.moved.fire(device);
  }

  private look(connection: string, viewing: string | null): void {
    const known = this.clients.get(connection);
    // Most heartbeats say nothing new, and nobody needs to hear that.
    if (known === undefined || known.viewing === viewing) return;
    this.clients.set(connection, { ...known, viewing });
    this.changed(connection);
    if (viewing !== null) this.looked.fire(viewing);
  }

  private changed(connection: string): void {
    this.untold.add(connection);
    if (this.due.value !== undefined) return;
    const wait = this.clients.size <= FEW ? 0 : this.toldAt + GATHER_MS - this.clock.monotonic();
    if (wait <= 0) this.tell();
    else this.due.value = this.clock.after(wait, () => this.tell());
  }

  private tell(): void {
    this.due.value = undefined;
    this.toldAt = this.clock.monotonic();
    const all = [...this.untold];
    this.untold.clear();
    for (let at = 0; at < all.length; at += AT_ONCE) {
      const some = all.slice(at, at + AT_ONCE);
      const here = some.flatMap((connection) => this.clients.get(connection) ?? []);
      const gone = some.filter((connection) => !this.clients.has(connection));
      this.channel.apply({ type: 'presence.changed', here, gone });
    }
  }
}
