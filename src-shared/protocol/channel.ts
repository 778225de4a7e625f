import type { z } from 'zod';
import { deviceActionSchema } from './channels/device/actions.ts';
import { reduceDevice } from './channels/device/reducer.ts';
import { deviceStateSchema, emptyDeviceState } from './channels/device/state.ts';
import { hubActionSchema } from './channels/hub/actions.ts';
import { reduceHub } from './channels/hub/reducer.ts';
import { emptyHubState, hubStateSchema } from './channels/hub/state.ts';
import { networkActionSchema } from './channels/network/actions.ts';
import { reduceNetwork } from './channels/network/reducer.ts';
import { emptyNetworkState, networkStateSchema } from './channels/network/state.ts';
import { pairingActionSchema } from './channels/pairing/actions.ts';
import { reducePairing } from './channels/pairing/reducer.ts';
import { emptyPairingState, pairingStateSchema } from './channels/pairing/state.ts';
import { presenceActionSchema } from './channels/presence/actions.ts';
import { reducePresence } from './channels/presence/reducer.ts';
import { emptyPresenceState, presenceStateSchema } from './channels/presence/state.ts';
import { settingsActionSchema } from './channels/settings/actions.ts';
import { reduceSettings } from './channels/settings/reducer.ts';
import { initialSettingsState, settingsStateSchema } from './channels/settings/state.ts';
import { terminalActionSchema } from './channels/terminal/actions.ts';
import { reduceTerminal } from './channels/terminal/reducer.ts';
import { emptyTerminalState, terminalStateSchema } from './channels/terminal/state.ts';
import type { Right } from './rights.ts';

/** A channel's contract: what both ends must agree on to mirror its state. */
export interface ChannelContract<S, A> {
  readonly name: string;
  /** Asked for when somebody subscribes and with every action that goes out. */
  readonly right: Right;
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
  right: 'view',
  empty: emptyHubState,
  state: hubStateSchema,
  action: hubActionSchema,
  reduce: reduceHub,
});

export const terminalChannel = channel({
  name: 'terminal',
  right: 'view',
  empty: emptyTerminalState,
  state: terminalStateSchema,
  action: terminalActionSchema,
  reduce: reduceTerminal,
});

export const presenceChannel = channel({
  name: 'presence',
  right: 'view',
  empty: emptyPresenceState,
  state: presenceStateSchema,
  action: presenceActionSchema,
  reduce: reducePresence,
});

export const settingsChannel = channel({
  name: 'settings',
  right: 'view',
  empty: initialSettingsState,
  state: settingsStateSchema,
  action: settingsActionSchema,
  reduce: reduceSettings,
});

export const deviceChannel = channel({
  name: 'device',
  right: 'administer',
  empty: emptyDeviceState,
  state: deviceStateSchema,
  action: deviceActionSchema,
  reduce: reduceDevice,
});

export const pairingChannel = channel({
  name: 'pairing',
  right: 'administer',
  empty: emptyPairingState,
  state: pairingStateSchema,
  action: pairingActionSchema,
  reduce: reducePairing,
});

export const networkChannel = channel({
  name: 'network',
  right: 'view',
  empty: emptyNetworkState,
  state: networkStateSchema,
  action: networkActionSchema,
  reduce: reduceNetwork,
});
