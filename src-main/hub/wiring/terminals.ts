import { terminalChannel } from '../../../src-shared/protocol/channel.ts';
import type { HubAction } from '../../../src-shared/protocol/channels/hub/actions.ts';
import type { TerminalAction } from '../../../src-shared/protocol/channels/terminal/actions.ts';
import { terminalRequests } from '../../../src-shared/protocol/channels/terminal/requests.ts';
import type { TerminalState } from '../../../src-shared/protocol/channels/terminal/state.ts';
import type { HubChannel } from '../channels/channel.ts';
import type { Shells } from '../platform.ts';
import { type Methods, requestModule } from '../server/methods.ts';
import { Checkpoints } from '../terminals/checkpoints.ts';
import { Keepers } from '../terminals/keepers.ts';
import { programOf } from '../terminals/shell-integration.ts';
import { terminalHandlers } from '../terminals/terminal-requests.ts';
import { Terminals } from '../terminals/terminals.ts';
import { type Basis, keptChannel } from './basis.ts';

export interface TerminalParts {
  readonly keepers: Keepers;
  readonly terminals: Terminals;
  readonly checkpoints: Checkpoints;
  readonly channel: HubChannel<TerminalState, TerminalAction>;
}

/** Keepers, the terminals that live in them, and what saves their screens. Those of before are found again. */
export async function startTerminals(basis: Basis, act: (action: HubAction) => void): Promise<TerminalParts> {
  const { platform, store, version, owned } = basis;
  const { clock, log, paths } = platform;
  const channel = keptChannel(basis, terminalChannel);
  const keepers = owned.add(
    new Keepers({
      launcher: platform.keepers,
      clock,
      log: log.child('keepers'),
      hub: { pid: platform.pid, version },
      act,
      troubles: store.troubles,
    }),
  );
  const terminals = owned.add(
    new Terminals({
      platform,
      log: log.child('terminals'),
      keepers,
      store: { ...store.events.terminals, durable: () => store.events.durable() },
      channel,
      program: (started) => programOf(started, platform.shells, paths.shellIntegration, version),
    }),
  );
  await terminals.start();
  const checkpoints = owned.add(new Checkpoints(terminals, clock));
  return { keepers, terminals, checkpoints, channel };
}

/** `shells` with the one first that the user has chosen; `typed` hears who typed where, never what. */
export function terminalMethods(
  { platform }: Basis,
  terminals: Terminals,
  shells: Shells,
  typed: (device: string, terminal: string) => void,
): Methods {
  return requestModule('terminal', terminalRequests, terminalHandlers(terminals, { ...platform, shells }, typed));
}
