import type { StoreApi } from 'zustand/vanilla';
import { isWanted } from '../../../src-shared/attention/wanted.ts';
import type { Clock } from '../../../src-shared/base/clock.ts';
import { type Disposable, DisposableStore, toDisposable } from '../../../src-shared/base/disposable.ts';
import type { RandomBytes } from '../../../src-shared/base/ids.ts';
import type { DesktopApi, SettingsPlace } from '../../../src-shared/desktop/desktop-api.ts';
import type { CommandContext, CommandHandlers, CommandId } from '../../ui/commands/command-list.ts';
import { createToasts } from '../../ui/kit/toasts.tsx';
import { focusedTerminal, type Layout, open, visibleTerminals } from '../../ui/layout/layout.ts';
import { parseLayout, printLayout } from '../../ui/layout/layout-record.ts';
import { followTheme, resolveTheme, systemTheme } from '../../ui/state/appearance.ts';
import type { HubSession } from '../../ui/state/hub-session.ts';
import { keptStore } from '../../ui/state/kept-store.ts';
import { type Preferences, parsePreferences } from '../../ui/state/preferences.ts';
import { SettingsStore } from '../../ui/state/settings-store.ts';
import { LiveTerminal } from '../../ui/terminal/live-terminal.ts';
import { LiveTerminals } from '../../ui/terminal/live-terminals.ts';
import { terminalFont } from '../../ui/terminal/terminal-font.ts';
import type { ViewSettings } from '../../ui/terminal/terminal-view.ts';
import { AttentionWatch, documentTitle } from './attention-watch.ts';
import { commandContext, commandHandlers } from './command-handlers.ts';
import { createDialogs, type Dialogs } from './dialogs.ts';
import { Dragging } from './drag-store.ts';
import { FileDrops } from './file-drops.ts';
import { createFinding, type Finding } from './finding.ts';
import { createRegions } from './regions.ts';
import { TerminalActions } from './terminal-actions.ts';
import { WindowKeys } from './window-keys.ts';

export interface AppWindowOptions {
  readonly session: HubSession;
  readonly clock: Clock;
  readonly random: RandomBytes;
  readonly mac: boolean;
  /** What only the desktop app can do; undefined in a browser. */
  readonly desktop: DesktopApi | undefined;
}

/** Everything one window is made of, for components to read and to tell. */
export interface AppWindow extends Disposable {
  readonly session: HubSession;
  readonly clock: Clock;
  readonly mac: boolean;
  readonly desktop: DesktopApi | undefined;
  readonly layout: StoreApi<Layout>;
  readonly preferences: StoreApi<Preferences>;
  readonly settings: SettingsStore;
  readonly live: LiveTerminals;
  readonly actions: TerminalActions;
  readonly attention: AttentionWatch;
  readonly dialogs: Dialogs;
  readonly finding: Finding;
  readonly dragging: Dragging;
  readonly toasts: ReturnType<typeof createToasts>;
  readonly handlers: CommandHandlers;
  context(): CommandContext;
  run(command: CommandId): void;
  /** Shows a terminal and gives it the keyboard. */
  show(terminal: string): void;
  /** Where the keyboard belongs when nothing above the terminals has it. */
  focusTarget(): HTMLElement | undefined;
  focusTerminal(): void;
}

export function createAppWindow({ session, clock, random, mac, desktop }: AppWindowOptions): AppWindow {
  const owned = new DisposableStore();
  const settings = owned.add(new SettingsStore(session.client, localStorage));
  const preferences = keptStore(localStorage, 'homeport.preferences', parsePreferences);
  const layout = keptStore(localStorage, 'homeport.layout', parseLayout, printLayout);
  // On a narrow screen the list covers the terminals, so it waits until it is asked for.
  if (matchMedia('(max-width: 40rem)').matches) preferences.setState({ sidebar: false });
  const dialogs = createDialogs();
  const finding = createFinding();
  const toasts = createToasts();
  const system = systemTheme();

  const viewSettings = (): ViewSettings => {
    const { appearance, terminals } = settings.values.getState();
    const { fontFamily, fontSize, theme, screenReader, cursorBlink } = appearance;
    return {
      fontFamily: terminalFont(fontFamily),
      fontSize,
      theme: resolveTheme(theme, system.matches),
      screenReader,
      cursorBlink,
      scrollback: terminals.scrollback,
    };
  };
  const openLink = (url: string): void => {
    if (desktop === undefined) window.open(url, '_blank', 'noopener,noreferrer');
    else desktop.openExternal(url).catch(() => toasts.toasts.say('The system could not open this link.'));
  };
  const live: LiveTerminals = owned.add(
    new LiveTerminals(
      (id) =>
        new LiveTerminal({
          id,
          link: session.client,
          attachments: session.attachments,
          clock,
          random,
          info: () => session.terminals.getState().state.terminals[id],
          view: {
            settings: viewSettings(),
            mac,
            wantsKey: (event) => keys.wants(event),
            openLink,
          },
          confirmPaste: () => settings.values.getState().terminals.confirmPaste,
          askPaste: ({ text, lines }) => new Promise((answer) => dialogs.open({ kind: 'paste', text, lines, answer })),
          report: (sentence) => toasts.toasts.fail(sentence),
        }),
    ),
  );
  const actions = new TerminalActions({ session, layout, live, dialogs, toasts: toasts.toasts });
  const doors = {
    session,
    layout,
    preferences,
    settings,
    live,
    actions,
    dialogs,
    finding,
    regions: createRegions(document),
    toasts: toasts.toasts,
    copy: (text: string) =>
      void navigator.clipboard
        .writeText(text)
        .catch(() => toasts.toasts.say('The browser does not let the page write to the clipboard.')),
    readClipboard: () => navigator.clipboard.readText(),
    askNotifications: async () => 'Notification' in window && (await Notification.requestPermission()) === 'granted',
    openSettings: (section: SettingsPlace) => {
      if (desktop === undefined) window.open(`./settings.html?section=${section}`, 'homeport-settings');
      else desktop.openSettings(section).catch(() => toasts.toasts.say('The settings could not be opened.'));
    },
    inDesktopApp: desktop !== undefined,
  };
  const handlers = commandHandlers(doors);
  const context = (): CommandContext => commandContext(doors);
  const keys: WindowKeys = owned.add(
    new WindowKeys({ mac, handlers, context, busy: () => dialogs.store.getState().kind !== 'none' }),
  );

  const looked = (): ReadonlySet<string> => new Set(document.hasFocus() ? visibleTerminals(layout.getState()) : []);
  const focusTerminal = (): void => {
    const id = focusedTerminal(layout.getState());
    if (id !== undefined) live.get(id)?.view.focus();
  };
  const show = (terminal: string): void => {
    layout.setState(open(layout.getState(), terminal), true);
    focusTerminal();
  };
  const attention = owned.add(
    new AttentionWatch({
      session,
      toasts: toasts.toasts,
      looked,
      show: (terminal) => {
        window.focus();
        show(terminal);
      },
      notify: ({ terminal, badge }, { title, body }, click) => {
        // The desktop app tells by itself, also when no window is open.
        if (desktop !== undefined) return;
        if (!preferences.getState().notify || !('Notification' in window) || Notification.permission !== 'granted')
          return;
        if (!isWanted(settings.values.getState().notifications, badge, clock.now())) return;
        // One for each terminal: a later one takes the place of the one before.
        const notification = new Notification(title, { body, tag: terminal.id });
        notification.onclick = click;
      },
    }),
  );

  owned.add(
    new FileDrops({
      desktop,
      toasts: toasts.toasts,
      type: (terminal, text) => {
        show(terminal);
        void live.get(terminal)?.paste(text);
      },
    }),
  );

  // ---- what follows what
  const listen = <T extends EventTarget>(target: T, name: string, run: () => void): void => {
    target.addEventListener(name, run);
    owned.add(toDisposable(() => target.removeEventListener(name, run)));
  };
  const follow = (unsubscribe: () => void): void => void owned.add(toDisposable(unsubscribe));
  const applySettings = (): void => {
    const now = viewSettings();
    for (const terminal of live.all()) terminal.view.apply(now);
  };
  const title = (): void => {
    const front = focusedTerminal(layout.getState());
    const info = front === undefined ? undefined : session.terminals.getState().state.terminals[front];
    document.title = documentTitle(info, attention.badges.getState());
  };
  const look = (): void => {
    attention.lookedElsewhere();
    session.client.setViewing(document.hasFocus() ? (focusedTerminal(layout.getState()) ?? null) : null);
    title();
  };
  owned.add(followTheme(settings.values, system));
  follow(settings.values.subscribe(applySettings));
  listen(system, 'change', applySettings);
  follow(
    session.terminals.subscribe(() => {
      actions.follow();
      for (const terminal of live.all()) terminal.refresh();
      title();
    }),
  );
  follow(layout.subscribe(look));
  follow(attention.badges.subscribe(title));
  listen(window, 'focus', () => {
    session.client.wake();
    look();
  });
  listen(window, 'blur', look);
  // Another window of this browser, the settings among them, has changed what is this browser's own.
  listen(window, 'storage', () => {
    const { notify } = parsePreferences(localStorage.getItem('homeport.preferences'));
    if (notify !== preferences.getState().notify) preferences.setState({ notify });
  });
  listen(window, 'online', () => session.client.wake());
  listen(document, 'visibilitychange', () => {
    if (document.visibilityState === 'visible') session.client.wake();
  });
  applySettings();

  return {
    session,
    clock,
    mac,
    desktop,
    layout,
    preferences,
    settings,
    live,
    actions,
    attention,
    dialogs,
    finding,
    dragging: new Dragging(layout),
    toasts,
    handlers,
    context,
    run: (command) => handlers[command](),
    show,
    focusTarget: () => {
      const id = focusedTerminal(layout.getState());
      const element = document.querySelector<HTMLElement>(`[data-pane="${id}"] .xterm-helper-textarea`);
      return element ?? undefined;
    },
    focusTerminal,
    dispose: () => owned.dispose(),
  };
}
