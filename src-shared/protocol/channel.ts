import type { z } from 'zod';
import { hubActionSchema } from './channels/hub/actions.ts';
import { reduceHub } from './channels/hub/reducer.ts';
import { emptyHubState, hubStateSchema } from './channels/hub/state.ts';
import { presenceActionSchema } from './channels/presence/actions.ts';
import { reducePresence } from './channels/presence/reducer.ts';
import { emptyPresenceState, presenceStateSchema } from './channels/presence/state.ts';
import { settingsActionSchema } from './channels/settings/actions.ts';
import { reduceSettings } from './channels/settings/reducer.ts';
import { initialSettingsState, settingsStateSchema } from './channels/settings/state.ts';
import { terminalActionSchema } from './channels/terminal/actions.ts';
import { reduceTerminal } from './channels/terminal/reducer.ts';
import { emptyTerminalState, terminalStateSchema } from './channels/terminal/state.ts';

/** A channel's contract: what both ends must agree on to mirror its state. */
export interface ChannelContract<S, A> {
  readonly name: string;
  readonly empty: S;
  readonly state: z.ZodType<S>;
  readonly action: z.ZodType<A>;
  readonly reduce: (state: S, action: A) => S;
}

function channel<S, A>(contract: ChannelContract<S, A>): ChannelContract<S, A> {
  return contract;
}

export const hubChannel = channel({
  name: 'hub',
  empty: emptyHubState,
  state: hubStateSchema,
  action: hubActionSchema,
  reduce: reduceHub,
});

export const terminalChannel = channel({
  name: 'terminal',
  empty: emptyTerminalState,
  state: terminalStateSchema,
  action: terminalActionSchema,
  reduce: reduceTerminal,
});

export const presenceChannel = channel({
  name: 'presence',
  empty: emptyPresenceState,
  state: presenceStateSchema,
  action: presenceActionSchema,
  reduce: reducePresence,
});

export const settingsChannel = channel({
  name: 'settings',
  empty: initialSettingsState,
  state: settingsStateSchema,
  action: settingsActionSchema,
  reduce: reduceSettings,
});
