import type { SettingsAction } from './actions.ts';
import type { SettingsState } from './state.ts';

/** Pure; run by the hub and by every client alike. */
export function reduceSettings(_state: SettingsState, action: SettingsAction): SettingsState {
  return { settings: action.settings };
}
