import {
  type Disposable,
  DisposableStore,
  MutableDisposable,
  toDisposable,
} from '../../../src-shared/base/disposable.ts';
import type { DesktopApi, WindowIntent } from '../../../src-shared/desktop/desktop-api.ts';
import { commandList } from '../../ui/commands/command-list.ts';
import type { AppWindow } from './app-window.ts';
import { NativeMenu } from './native-menu.ts';
import { renewLink } from './renew-link.ts';

/** What the page does in the desktop app beyond what it does in a browser. */
export function startDesktopWindow(app: AppWindow, desktop: DesktopApi): Disposable {
  const owned = new DisposableStore();
  owned.add(new NativeMenu(app, desktop));
  owned.add(openFirst(app));
  owned.add(toDisposable(desktop.onIntent((intent) => follow(app, intent))));
  // Intents from before are delivered now; without them the window is as one that nobody asked for anything.
  desktop.ready().catch(() => {});
  owned.add(renewLink(app.session, app.clock, desktop));
  return owned;
}

/** Somebody who starts the app and has no terminal at all wants one: as soon as the hub has said so, once. */
function openFirst(app: AppWindow): Disposable {
  const waiting = new MutableDisposable<Disposable>();
  const look = (): void => {
    const { state, condition } = app.session.terminals.getState();
    if (condition !== 'current') return;
    waiting.value = undefined;
    if (Object.keys(state.terminals).length === 0) app.run('terminal.new');
  };
  waiting.value = toDisposable(app.session.terminals.subscribe(look));
  return waiting;
}

function follow(app: AppWindow, intent: WindowIntent): void {
  if (intent.kind === 'terminal') app.show(intent.terminal);
  if (intent.kind !== 'command') return;
  const command = commandList.find(({ id }) => id === intent.id);
  if (command !== undefined && (command.when?.(app.context()) ?? true)) app.run(command.id);
}
