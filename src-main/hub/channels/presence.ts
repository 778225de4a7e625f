import type { Clock } from '../../../src-shared/base/clock.ts';
import { Emitter } from '../../../src-shared/base/emitter.ts';
import type { PresenceAction } from '../../../src-shared/protocol/channels/presence/actions.ts';
import type { PresenceState } from '../../../src-shared/protocol/channels/presence/state.ts';
import type { Handlers } from '../../../src-shared/protocol/request.ts';
import type { CoreTable } from '../../../src-shared/protocol/request-table.ts';
import type { Caller } from '../caller.ts';
import type { HubChannel } from './channel.ts';

export type PresenceHandlers = Handlers<Pick<CoreTable, 'presence.heartbeat' | 'presence.list'>, Caller>;

/** Who is connected and where each one's user looks, as far as the clients say. */
export class Presence {
  private readonly channel: HubChannel<PresenceState, PresenceAction>;
  private readonly clock: Clock;
  private readonly moved = new Emitter<string>();

  /** Fires with the device of which a connection came or went. */
  readonly onMoved = this.moved.event;

  constructor(channel: HubChannel<PresenceState, PresenceAction>, clock: Clock) {
    this.channel = channel;
    this.clock = clock;
  }

  /** How many connections are open. */
  get size(): number {
    return Object.keys(this.channel.state.clients).length;
  }

  /** Called once for each connection that is open; it goes by itself when that ends. */
  came(caller: Caller): void {
    const { device, kind, id: connection } = caller;
    const client = { connection, device: device.id, name: device.name, kind, since: this.clock.now(), viewing: null };
    this.channel.apply({ type: 'presence.client.came', client });
    this.moved.fire(device.id);
    caller.onClose(() => {
      this.channel.apply({ type: 'presence.client.went', connection });
      this.moved.fire(device.id);
    });
  }

  /** Connections of this device that are open. */
  count(device: string): number {
    return Object.values(this.channel.state.clients).filter((client) => client.device === device).length;
  }

  readonly handlers: PresenceHandlers = {
    'presence.heartbeat': ({ viewing }, caller) => {
      this.look(caller.id, viewing);
      return { now: this.clock.now() };
    },
    'presence.list': () => ({ clients: Object.values(this.channel.state.clients) }),
  };

  private look(connection: string, viewing: string | null): void {
    const known = this.channel.state.clients[connection];
    // Most heartbeats say nothing new, and nobody needs to hear that.
    if (known === undefined || known.viewing === viewing) return;
    this.channel.apply({ type: 'presence.client.looked', connection, viewing });
  }
}
