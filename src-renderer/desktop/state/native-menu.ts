import {
  type Disposable,
  DisposableStore,
  MutableDisposable,
  toDisposable,
} from '../../../src-shared/base/disposable.ts';
import type { DesktopApi, MenuCommand } from '../../../src-shared/desktop/desktop-api.ts';
import { acceleratorOf } from '../../ui/commands/accelerator.ts';
import { commandList, shortcutsOf } from '../../ui/commands/command-list.ts';
import type { AppWindow } from './app-window.ts';

/** Typing changes what commands depend on at most this often, ms; nobody opens a menu sooner. */
const SOON_MS = 100;

/** Tells the desktop app the commands as they stand: the native menu is the palette's list. */
export class NativeMenu implements Disposable {
  private readonly app: AppWindow;
  private readonly desktop: DesktopApi;
  private readonly owned = new DisposableStore();
  private readonly soon = this.owned.add(new MutableDisposable<Disposable>());
  private told = '';

  constructor(app: AppWindow, desktop: DesktopApi) {
    this.app = app;
    this.desktop = desktop;
    for (const store of [app.session.connection, app.session.terminals, app.layout])
      this.owned.add(toDisposable((store as { subscribe(run: () => void): () => void }).subscribe(() => this.later())));
    this.tell();
  }

  dispose(): void {
    this.owned.dispose();
  }

  private later(): void {
    this.soon.value ??= this.app.clock.after(SOON_MS, () => {
      this.soon.value = undefined;
      this.tell();
    });
  }

  private tell(): void {
    const commands = menuCommands(this.app);
    const text = JSON.stringify(commands);
    if (text === this.told) return;
    this.told = text;
    // A menu that could not be told stays as it was until the next change; the palette has every command.
    this.desktop.setMenu(commands).catch(() => {});
  }
}

function menuCommands(app: AppWindow): MenuCommand[] {
  const context = app.context();
  return commandList.map((command) => {
    const [first] = shortcutsOf(command, app.mac);
    return {
      id: command.id,
      title: command.title,
      group: command.group,
      accelerator: first === undefined ? null : acceleratorOf(first),
      enabled: command.when?.(context) ?? true,
    };
  });
}
