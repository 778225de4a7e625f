import { ProtocolError } from '../../../src-shared/protocol/errors.ts';
import type { Handlers } from '../../../src-shared/protocol/request.ts';
import type { CoreResult, CoreTable } from '../../../src-shared/protocol/request-table.ts';
import type { Right } from '../../../src-shared/protocol/rights.ts';
import type { Caller } from '../caller.ts';

type Subscribe = Parameters<ChannelHandlers['hub.channel.subscribe']>[0];
type ChannelTable = Pick<CoreTable, 'hub.channel.subscribe' | 'hub.channel.unsubscribe'>;
export type ChannelHandlers = Handlers<ChannelTable, Caller>;

/** What the set needs of a channel, whatever its state and actions are. */
export interface AnyChannel {
  readonly name: string;
  readonly right: Right;
  subscribe(caller: Caller, cursor?: Subscribe['cursor']): CoreResult<'hub.channel.subscribe'>;
  unsubscribe(caller: Caller): void;
}

/** The channels of a hub by name, with the requests that subscribe to them. */
export class Channels {
  private readonly byName: ReadonlyMap<string, AnyChannel>;

  constructor(channels: Iterable<AnyChannel>) {
    this.byName = new Map([...channels].map((channel) => [channel.name, channel]));
  }

  readonly handlers: ChannelHandlers = {
    'hub.channel.subscribe': ({ channel: name, cursor }, caller) => {
      const channel = this.get(name);
      if (!caller.may(channel.right)) {
        throw new ProtocolError('forbidden', `This device does not have the right to hear of that (${channel.right}).`);
      }
      return channel.subscribe(caller, cursor);
    },
    'hub.channel.unsubscribe': ({ channel }, caller) => {
      this.get(channel).unsubscribe(caller);
      return {};
    },
  };

  private get(name: string): AnyChannel {
    const channel = this.byName.get(name);
    if (channel === undefined) throw new ProtocolError('notFound', `There is no channel named ${name}.`);
    return channel;
  }
}
