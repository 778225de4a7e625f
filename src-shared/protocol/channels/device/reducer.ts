import { exhausted } from '../../../base/invariant.ts';
import type { DeviceAction } from './actions.ts';
import type { DeviceState } from './state.ts';

/** Pure; run by the hub and by every client alike. */
export function reduceDevice(state: DeviceState, action: DeviceAction): DeviceState {
  switch (action.type) {
    case 'device.listed':
      return { devices: { ...state.devices, ...Object.fromEntries(action.devices.map((each) => [each.id, each])) } };
    case 'device.removed': {
      if (!(action.id in state.devices)) return state;
      const { [action.id]: _gone, ...devices } = state.devices;
      return { devices };
    }
    default:
      return exhausted(action);
  }
}
