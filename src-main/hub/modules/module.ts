import type { Clock } from '../../../src-shared/base/clock.ts';
import type { Disposable } from '../../../src-shared/base/disposable.ts';
import type { RandomBytes } from '../../../src-shared/base/ids.ts';
import type { Log } from '../../../src-shared/base/log.ts';
import type { ChannelContract } from '../../../src-shared/protocol/channel.ts';
import type { TerminalInfo } from '../../../src-shared/protocol/channels/terminal/state.ts';
import type { Handlers, RequestTable } from '../../../src-shared/protocol/request.ts';
import type { Caller } from '../caller.ts';
import type { HubChannel } from '../channels/channel.ts';
import type { AnyChannel } from '../channels/channels.ts';
import { type Methods, requestModule } from '../server/methods.ts';
import type { Route } from '../server/routes.ts';

/** What the hub hands to its modules; it grows with what they need. */
export interface ModuleContext {
  readonly clock: Clock;
  readonly random: RandomBytes;
  readonly log: Log;
  /** A channel of the module's own, kept in the store; to be returned in `channels` as well. */
  channel<S extends object, A extends { readonly type: string }>(contract: ChannelContract<S, A>): HubChannel<S, A>;
  readonly terminals: { readonly infos: ReadonlyArray<TerminalInfo> };
  readonly troubles: { raise(id: string, text: string): void; withdraw(id: string): void };
}

/** A module at work; disposing stops it. */
export interface RunningModule<T extends RequestTable> extends Disposable {
  readonly handlers: Handlers<T, Caller>;
  readonly channels?: ReadonlyArray<AnyChannel>;
  readonly routes?: ReadonlyArray<Route>;
}

/**
 * An optional part of the hub: methods with their rights, channels, routes. The table stands outside `start`, since
 * documents are generated from it without a hub.
 */
export interface ModuleParts<T extends RequestTable> {
  readonly name: string;
  readonly requests: T;
  start(context: ModuleContext): RunningModule<T>;
}

/** A module whose table is no longer known by type, as `createHub` takes it. */
export interface Module {
  readonly name: string;
  readonly requests: RequestTable;
  start(context: ModuleContext): StartedModule;
}

export interface StartedModule extends Disposable {
  readonly methods: Methods;
  readonly channels: ReadonlyArray<AnyChannel>;
  readonly routes: ReadonlyArray<Route>;
}

/** Checks handlers against their table here, where both have their exact types. */
export function defineModule<T extends RequestTable>({ name, requests, start }: ModuleParts<T>): Module {
  return {
    name,
    requests,
    start(context) {
      const running = start(context);
      return {
        methods: requestModule(name, requests, running.handlers),
        channels: running.channels ?? [],
        routes: running.routes ?? [],
        dispose: () => running.dispose(),
      };
    },
  };
}
