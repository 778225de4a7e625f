import type { StoreApi } from 'zustand/vanilla';
import type { SettingsPlace } from '../../../src-shared/desktop/desktop-api.ts';
import type { SettingsPatch } from '../../../src-shared/protocol/channels/settings/state.ts';
import type { CommandContext, CommandHandlers } from '../../ui/commands/command-list.ts';
import type { Toasts } from '../../ui/kit/toasts.tsx';
import {
  activeTab,
  evenOut,
  extract,
  focus,
  focusedTerminal,
  type Layout,
  moveTab,
  reshape,
  step,
  zoom,
} from '../../ui/layout/layout.ts';
import { dividerAt, moveDivider, neighbour, type Side } from '../../ui/layout/layout-tree.ts';
import { stepFontSize } from '../../ui/state/appearance.ts';
import type { HubSession } from '../../ui/state/hub-session.ts';
import type { Preferences } from '../../ui/state/preferences.ts';
import type { SettingsStore } from '../../ui/state/settings-store.ts';
import type { LiveTerminal } from '../../ui/terminal/live-terminal.ts';
import type { LiveTerminals } from '../../ui/terminal/live-terminals.ts';
import type { Dialogs } from './dialogs.ts';
import type { Finding } from './finding.ts';
import type { Regions } from './regions.ts';
import type { TerminalActions } from './terminal-actions.ts';

export interface CommandDoors {
  readonly session: HubSession;
  readonly layout: StoreApi<Layout>;
  readonly preferences: StoreApi<Preferences>;
  readonly settings: SettingsStore;
  readonly live: LiveTerminals;
  readonly actions: TerminalActions;
  readonly dialogs: Dialogs;
  readonly finding: Finding;
  readonly regions: Regions;
  readonly toasts: Toasts;
  readonly copy: (text: string) => void;
  readonly readClipboard: () => Promise<string>;
  readonly askNotifications: () => Promise<boolean>;
  readonly openSettings: (section: SettingsPlace) => void;
  /** A window of the desktop app. */
  readonly inDesktopApp: boolean;
}

/** How far one key press moves a divider, as a share of the split. */
const KEY_STEP = 0.03;

/** What of the window's state commands depend on. */
export function commandContext(
  doors: Pick<CommandDoors, 'session' | 'layout' | 'live' | 'inDesktopApp'>,
): CommandContext {
  const layout = doors.layout.getState();
  const focused = focusedTerminal(layout);
  const info = focused === undefined ? undefined : doors.session.terminals.getState().state.terminals[focused];
  const phase = info?.phase.kind;
  return {
    terminal: focused !== undefined,
    running: phase === 'running',
    over: phase === 'ended' || phase === 'lost',
    splits: activeTab(layout)?.root.kind === 'split',
    tabs: layout.tabs.length > 1,
    connected: doors.session.connection.getState().kind === 'open',
    driving: focused !== undefined && doors.live.get(focused)?.driving === true,
    desktop: doors.inDesktopApp,
  };
}

/** Every command's deed. */
export function commandHandlers(doors: CommandDoors): CommandHandlers {
  const { layout, preferences, settings, live, actions, dialogs, finding, regions, toasts } = doors;
  const onFocused = (run: (terminal: string) => void): void => {
    const terminal = focusedTerminal(layout.getState());
    if (terminal !== undefined) run(terminal);
  };
  const onLive = (run: (terminal: LiveTerminal) => void): void =>
    onFocused((id) => {
      const terminal = live.get(id);
      if (terminal !== undefined) run(terminal);
    });
  const change = (next: (layout: Layout) => Layout): void => layout.setState(next(layout.getState()), true);
  const go = (side: Side) => (): void =>
    change((now) => {
      const tab = activeTab(now);
      const next = tab === undefined ? undefined : neighbour(tab.root, tab.focus, side);
      return next === undefined ? now : focus(now, next);
    });
  const grow = (side: Side) => (): void =>
    change((now) => {
      const tab = activeTab(now);
      const divider = tab === undefined ? undefined : dividerAt(tab.root, tab.focus, side);
      if (tab === undefined || divider === undefined) return now;
      const delta = KEY_STEP * divider.direction;
      return reshape(now, tab.id, (root) => moveDivider(root, divider.path, divider.index, delta));
    });
  const shift = (by: number) => (): void =>
    change((now) => {
      const at = now.tabs.findIndex((tab) => tab.id === now.active);
      const to = at + by;
      if (now.active === null || to < 0 || to >= now.tabs.length) return now;
      return moveTab(now, now.active, by > 0 ? to + 1 : to);
    });
  const set = (patch: SettingsPatch): Promise<void> =>
    settings
      .change(patch)
      .catch((thrown: Error) => toasts.say('This could not be kept', { description: thrown.message }));
  const font = (by: -1 | 0 | 1) => (): void =>
    void set({ appearance: { fontSize: stepFontSize(settings.values.getState().appearance.fontSize, by) } });

  return {
    'terminal.new': () => actions.startDefault({ kind: 'tab' }),
    'terminal.new.with': () => dialogs.open({ kind: 'new' }),
    'terminal.switch': () => dialogs.open({ kind: 'palette', mode: 'terminals' }),
    'terminal.rename': () => onFocused((terminal) => dialogs.open({ kind: 'rename', terminal })),
    'terminal.detach': () => onFocused((terminal) => actions.detach(terminal)),
    'terminal.kill': () => onFocused((terminal) => void actions.kill(terminal)),
    'terminal.restart': () => onFocused((terminal) => void actions.restart(terminal)),
    'terminal.remove': () => onFocused((terminal) => actions.remove(terminal)),
    'terminal.fit': () => onLive((terminal) => terminal.claim()),
    'terminal.release': () => onLive((terminal) => terminal.release()),
    'pane.split.right': () => actions.startDefault({ kind: 'beside', side: 'right' }),
    'pane.split.down': () => actions.startDefault({ kind: 'beside', side: 'down' }),
    'pane.focus.left': go('left'),
    'pane.focus.right': go('right'),
    'pane.focus.up': go('up'),
    'pane.focus.down': go('down'),
    'pane.grow.left': grow('left'),
    'pane.grow.right': grow('right'),
    'pane.grow.up': grow('up'),
    'pane.grow.down': grow('down'),
    'pane.zoom': () => change(zoom),
    'pane.even': () => change(evenOut),
    'pane.extract': () =>
      onFocused((terminal) =>
        change((now) => extract(now, terminal, now.tabs.findIndex((tab) => tab.id === now.active) + 1)),
      ),
    'tab.next': () => change((now) => step(now, 1)),
    'tab.previous': () => change((now) => step(now, -1)),
    'tab.move.left': shift(-1),
    'tab.move.right': shift(1),
    'edit.copy': () =>
      onLive(({ view }) => {
        if (view.selection !== '') doors.copy(view.selection);
      }),
    'edit.paste': () =>
      onLive((terminal) => {
        doors.readClipboard().then(
          (text) => terminal.paste(text),
          () => toasts.say('The browser does not let the page read the clipboard. Use its own paste key.'),
        );
      }),
    'edit.select.all': () => onLive(({ view }) => view.selectAll()),
    'edit.find': () => onFocused((terminal) => finding.start(terminal)),
    'edit.clear': () => onLive(({ view }) => view.clearScrollback()),
    'view.palette': () => dialogs.open({ kind: 'palette', mode: 'commands' }),
    'view.sidebar': () => preferences.setState({ sidebar: !preferences.getState().sidebar }),
    'view.region.next': () => regions.step(1),
    'view.region.previous': () => regions.step(-1),
    'view.font.larger': font(1),
    'view.font.smaller': font(-1),
    'view.font.usual': font(0),
    'view.theme.system': () => void set({ appearance: { theme: 'system' } }),
    'view.theme.light': () => void set({ appearance: { theme: 'light' } }),
    'view.theme.dark': () => void set({ appearance: { theme: 'dark' } }),
    'view.cursor.blink': () =>
      void set({ appearance: { cursorBlink: !settings.values.getState().appearance.cursorBlink } }),
    'view.screen.reader': () => {
      const screenReader = !settings.values.getState().appearance.screenReader;
      settings.change({ appearance: { screenReader } }).then(
        () => toasts.say(screenReader ? 'Screen reader mode is on' : 'Screen reader mode is off'),
        (thrown: Error) => toasts.say('This could not be kept', { description: thrown.message }),
      );
    },
    'view.notifications': () => {
      if (preferences.getState().notify) return preferences.setState({ notify: false });
      void doors.askNotifications().then((allowed) => {
        preferences.setState({ notify: allowed });
        if (!allowed) toasts.say('The browser does not allow notifications for this page.');
      });
    },
    'app.settings': () => doors.openSettings('general'),
    'app.pair': () => doors.openSettings('pair'),
    'help.keys': () => dialogs.open({ kind: 'keys' }),
  };
}
