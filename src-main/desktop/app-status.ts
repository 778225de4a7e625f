import { type Disposable, DisposableStore } from '../../src-shared/base/disposable.ts';
import type { DesktopStatus } from '../../src-shared/desktop/desktop-api.ts';
import type { KeepAwake } from './keep-awake.ts';
import type { LoginItem } from './login-item.ts';
import type { AppTray } from './tray/tray.ts';
import type { Updater } from './updater/updater.ts';

export interface AppStatusParts {
  readonly loginItem: Pick<LoginItem, 'state' | 'onChange'>;
  readonly tray: Pick<AppTray, 'shown' | 'onShown'>;
  readonly keepAwake: Pick<KeepAwake, 'state' | 'onChange'>;
  readonly updates: Pick<Updater, 'state' | 'onChange'>;
}

/** What the windows show of this desktop, as it is. */
export interface AppStatus extends Disposable {
  read(): DesktopStatus;
}

/** Tells the status whenever a part of it has changed. */
export function followStatus(
  { loginItem, tray, keepAwake, updates }: AppStatusParts,
  tell: (status: DesktopStatus) => void,
): AppStatus {
  const owned = new DisposableStore();
  const read = (): DesktopStatus => ({
    loginItem: loginItem.state,
    tray: tray.shown,
    keepingAwake: keepAwake.state,
    update: updates.state,
  });
  const changed = (): void => tell(read());
  for (const onChange of [loginItem.onChange, tray.onShown, keepAwake.onChange, updates.onChange])
    owned.add(onChange(changed));
  return { read, dispose: () => owned.dispose() };
}
