import type { ClearStorageDataOptions, Session as ElectronSession } from 'electron';
import type { CdpConnection } from './cdp-connection.ts';
import { Permissions } from './permissions.ts';
import { chromium, runtime } from './runtime.ts';
import { preventable, StrictEmitter, Unsupported } from './strict.ts';

type Covered = Pick<
  ElectronSession,
  | 'setPermissionRequestHandler'
  | 'setPermissionCheckHandler'
  | 'setDevicePermissionHandler'
  | 'setSpellCheckerEnabled'
  | 'isSpellCheckerEnabled'
  | 'clearStorageData'
>;

/** `session.defaultSession`; there is no other. */
export class Session extends StrictEmitter implements Covered {
  readonly _permissions: Permissions = new Permissions();
  private _spellChecker = true;

  constructor() {
    super('session', ['will-download']);
  }

  /** A download that nobody stops is one that the stand-in would have to make. */
  _watchDownloads(cdp: CdpConnection): void {
    cdp.browser.on('Browser.downloadWillBegin', ({ guid, url, suggestedFilename, frameId }) => {
      cdp.browser.post('Browser.cancelDownload', { guid });
      const contents = [...runtime().contents.values()].find(({ _frames }) => _frames.get(frameId) !== undefined);
      const event = preventable({});
      this.emit('will-download', event, { getURL: () => url, getFilename: () => suggestedFilename }, contents);
      if (!event.defaultPrevented) throw new Unsupported('a download that no listener prevents');
    });
  }

  setPermissionRequestHandler(handler: Parameters<ElectronSession['setPermissionRequestHandler']>[0]): void {
    this._permissions.requested(handler);
  }

  setPermissionCheckHandler(handler: Parameters<ElectronSession['setPermissionCheckHandler']>[0]): void {
    this._permissions.checked(handler);
  }

  /** A headless Chromium has no devices, and one with a display asks the person before it gives one away. */
  setDevicePermissionHandler(handler: Parameters<ElectronSession['setDevicePermissionHandler']>[0]): void {
    runtime().records.calls.push({ what: 'session.setDevicePermissionHandler', with: handler });
  }

  setSpellCheckerEnabled(enable: boolean): void {
    this._spellChecker = enable;
  }

  isSpellCheckerEnabled(): boolean {
    return this._spellChecker;
  }

  async clearStorageData(options: ClearStorageDataOptions = {}): Promise<void> {
    if (options.origin === undefined) throw new Unsupported('session.clearStorageData without an origin');
    const [contents] = runtime().contents.values();
    if (contents === undefined) throw new Unsupported('session.clearStorageData without a window');
    chromium('session.clearStorageData');
    const session = await contents._attached;
    await session.send('Storage.clearDataForOrigin', { origin: options.origin, storageTypes: 'all' });
  }
}
