import type { Event } from '../../src-shared/base/emitter.ts';
import type { ConnectionState } from '../../src-shared/client/connection-state.ts';
import type { SettingsPlace } from '../../src-shared/desktop/desktop-api.ts';
import type { HubState } from '../../src-shared/protocol/channels/hub/state.ts';
import type { PresenceState } from '../../src-shared/protocol/channels/presence/state.ts';
import type { Settings, SettingsPatch } from '../../src-shared/protocol/channels/settings/state.ts';
import type { TerminalState } from '../../src-shared/protocol/channels/terminal/state.ts';

/**
 * What the desktop's own part (tray, menus, notifications, power) knows of the hub. It learns it as every client does,
 * through channels, so that it is the same whether the hub runs in this process or in another.
 */
export interface ShellState {
  readonly connection: ConnectionState;
  /**
   * Whether all of what follows is what the hub has now. False before the first snapshots, and from the loss of a
   * connection until everything missed has been heard: news of that time are old ones.
   */
  readonly caughtUp: boolean;
  readonly terminals: TerminalState;
  readonly presence: PresenceState;
  readonly hub: HubState;
  readonly settings: Settings;
}

/** The state now, and word of each new one. */
export interface Shell {
  readonly state: ShellState;
  readonly onChange: Event<ShellState>;
}

/** What the desktop's parts can ask for. Each does all of it and reports its own failures to the user. */
export interface Intents {
  /** Brings the window back wherever it is: hidden, minimised, closed. */
  showWindow(): void;
  openTerminal(terminal: string): void;
  newTerminal(): void;
  openSettings(section: SettingsPlace): void;
  changeSettings(patch: SettingsPatch): void;
  /** Asks what is to become of running terminals, then ends the app. */
  quit(): void;
}
