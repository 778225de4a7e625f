import { Emitter } from '../../../src-shared/base/emitter.ts';
import type { ConnectionState } from '../../../src-shared/client/connection-state.ts';
import type { SettingsPlace } from '../../../src-shared/desktop/desktop-api.ts';
import { emptyHubState } from '../../../src-shared/protocol/channels/hub/state.ts';
import { emptyPresenceState, type PresentClient } from '../../../src-shared/protocol/channels/presence/state.ts';
import {
  defaultSettings,
  type Settings,
  type SettingsPatch,
} from '../../../src-shared/protocol/channels/settings/state.ts';
import { emptyTerminalState, type TerminalInfo } from '../../../src-shared/protocol/channels/terminal/state.ts';
import type { Intents, Shell, ShellState } from '../shell.ts';

/** The connection id of the shell itself in {@link OPEN}. */
export const OWN = 'c_own';

export const OPEN: ConnectionState = {
  kind: 'open',
  welcome: {
    protocol: 1,
    version: '0.1.0',
    hub: { id: 'h_0123', name: 'box' },
    connection: OWN,
    device: { id: 'd_0123', name: 'Homeport desktop', role: 'admin', rights: [] },
    services: {},
    limits: { frame: 1, input: 1, unacknowledged: 1, acknowledgeEvery: 1, attachments: 1 },
    now: 0,
  },
};

/** A shell whose state the test writes, as the hub's channels would. */
export class PaperShell implements Shell {
  private readonly changes = new Emitter<ShellState>();
  state: ShellState = {
    connection: OPEN,
    caughtUp: true,
    terminals: emptyTerminalState,
    presence: emptyPresenceState,
    hub: emptyHubState,
    settings: defaultSettings,
  };
  readonly onChange: Shell['onChange'] = this.changes.event;

  get listeners(): number {
    return this.changes.size;
  }

  set(change: Partial<ShellState>): void {
    this.state = { ...this.state, ...change };
    this.changes.fire(this.state);
  }

  /** Lists terminals beside those that are there, or in their place. */
  put(...terminals: ReadonlyArray<TerminalInfo>): void {
    const added = Object.fromEntries(terminals.map((each) => [each.id, each]));
    this.set({ terminals: { terminals: { ...this.state.terminals.terminals, ...added } } });
  }

  remove(terminal: string): void {
    const { [terminal]: _gone, ...terminals } = this.state.terminals.terminals;
    this.set({ terminals: { terminals } });
  }

  /** Some client's user looks at a terminal, or at none. */
  look(viewing: string | null): void {
    this.set({ presence: { clients: { c_window: client('c_window', viewing) } } });
  }

  desktop(change: Partial<Settings['desktop']>): void {
    const { settings } = this.state;
    this.set({ settings: { ...settings, desktop: { ...settings.desktop, ...change } } });
  }

  notifications(change: Partial<Settings['notifications']>): void {
    const { settings } = this.state;
    this.set({ settings: { ...settings, notifications: { ...settings.notifications, ...change } } });
  }
}

export function client(connection: string, viewing: string | null = null): PresentClient {
  return { connection, device: 'd_1', name: 'window', kind: 'window', since: 0, viewing };
}

export function terminal(id: string, change: Partial<TerminalInfo> = {}): TerminalInfo {
  return {
    id,
    name: '',
    title: '',
    command: { file: '/bin/bash', args: [] },
    cwd: '/',
    cols: 80,
    rows: 24,
    phase: { kind: 'running', pid: 1 },
    run: { kind: 'prompt', lastExitCode: null, lastDurationMs: null },
    driver: null,
    bells: 0,
    startedAt: 0,
    keeper: 'k_0123',
    ...change,
  };
}

/** Intents that are written down, in words. `changeSettings` also reaches the shell, as it would through the hub. */
export class PaperIntents implements Intents {
  readonly asked: string[] = [];
  private readonly shell: PaperShell;

  constructor(shell: PaperShell) {
    this.shell = shell;
  }

  showWindow(): void {
    this.asked.push('show window');
  }

  openTerminal(id: string): void {
    this.asked.push(`open ${id}`);
  }

  newTerminal(): void {
    this.asked.push('new terminal');
  }

  openSettings(section: SettingsPlace): void {
    this.asked.push(`settings ${section}`);
  }

  changeSettings(patch: SettingsPatch): void {
    this.asked.push(`change ${JSON.stringify(patch)}`);
    const { openAtLogin, keepAwake } = patch.desktop ?? {};
    this.shell.desktop({
      ...(openAtLogin === undefined ? {} : { openAtLogin }),
      ...(keepAwake === undefined ? {} : { keepAwake }),
    });
  }

  quit(): void {
    this.asked.push('quit');
  }
}
