import { createHash } from 'node:crypto';
import { closeSync, openSync, readSync } from 'node:fs';
import { join } from 'node:path';
import type { UpdateInfo } from 'electron-updater';
import { AppImageUpdater } from 'electron-updater/out/AppImageUpdater.js';
import { MacUpdater } from 'electron-updater/out/MacUpdater.js';
import { NsisUpdater } from 'electron-updater/out/NsisUpdater.js';
import { Provider, type ProviderRuntimeOptions } from 'electron-updater/out/providers/Provider.js';
import type { Log } from '../../../src-shared/base/log.ts';
import { downloadFile } from './download-file.ts';
import type { SignedUpdate } from './feed.ts';
import type { FetchParts } from './fetch-limited.ts';
import { replaceFile } from './replace-file.ts';
import { UpdateFault } from './update-fault.ts';

/** The part of updating that electron-updater does. */
export interface Installer {
  /** Fetches what the signed feed announced; `onProgress` hears whole percents. */
  download(update: SignedUpdate, onProgress: (percent: number) => void): Promise<void>;
  /**
   * Puts in place what was downloaded last. Synchronous, for the very end of the process; throws what hindered it.
   * True when it starts the app again, which was asked for with `startAgain`: where a program that runs cannot be
   * replaced, an app that somebody else started would be in its way.
   */
  install(startAgain: boolean): boolean;
}

export interface InstallerNeeds extends FetchParts {
  readonly platform: NodeJS.Platform;
  readonly name: string;
  readonly version: string;
  /** Holds `app-update.yml`. */
  readonly resources: string;
  /** Electron's own profile. */
  readonly profile: string;
  /** Where downloads lie until they are installed. */
  readonly cache: string;
  /** The file that an AppImage was started from. */
  readonly image: string | undefined;
  readonly log: Log;
}

interface Ready {
  readonly file: string;
  readonly update: SignedUpdate;
}

/**
 * electron-updater, held to what we verified: its provider hands out the signed update and asks no server, and its
 * downloads are ours. What is left to it is where files go and how each system installs them.
 */
export function createInstaller(needs: InstallerNeeds): Installer {
  const updater = updaterFor(needs);
  let failure: Error | undefined;
  let ready: Ready | undefined;
  updater.logger = null;
  updater.autoDownload = false;
  // Ours decides, except on a Mac, where Squirrel takes the file at once and puts it in place when the app ends.
  updater.autoInstallOnAppQuit = needs.platform === 'darwin';
  updater.disableDifferentialDownload = true;
  updater.disableWebInstaller = true;
  updater.on('error', (error) => {
    failure = error;
    needs.log.warn('electron-updater failed', { error: String(error) });
  });
  return {
    async download(update, onProgress) {
      ready = undefined;
      Object.assign(updater, {
        httpExecutor: {
          download: (_url: URL, file: string) => downloadFile(needs, update, file, onProgress),
        },
      });
      updater.setFeedURL({ provider: 'custom', updateProvider: SignedProvider, update });
      const check = await updater.checkForUpdates();
      if (check?.isUpdateAvailable !== true)
        throw new UpdateFault(`Version ${update.version} needs a newer system than this one.`);
      const [file] = await updater.downloadUpdate();
      if (file !== undefined) ready = { file, update };
    },
    install(startAgain) {
      if (ready === undefined) throw new Error('nothing was downloaded');
      // It may have lain there for days.
      if (sha512Of(ready.file) !== ready.update.sha512)
        throw new UpdateFault('The downloaded update was changed on the disk and is not installed.');
      if (updater instanceof MacUpdater) {
        if (startAgain) updater.quitAndInstall();
        return startAgain;
      }
      failure = undefined;
      const byInstaller = startAgain && updater instanceof NsisUpdater;
      if (!updater.install(true, byInstaller)) throw failure ?? new Error('the update was not installed');
      return byInstaller;
    },
  };
}

function updaterFor(needs: InstallerNeeds): AppImageUpdater | NsisUpdater | MacUpdater {
  const { platform, image, ...own } = needs;
  const app = {
    version: own.version,
    name: own.name,
    isPackaged: true,
    appUpdateConfigPath: join(own.resources, 'app-update.yml'),
    userDataPath: own.profile,
    baseCachePath: own.cache,
    whenReady: () => Promise.resolve(),
    // Asked for by installations that start the app again. Ours happen when it ends.
    relaunch: refuse,
    quit: refuse,
    onQuit: refuse,
  };
  if (platform === 'win32') return new NsisUpdater(null, app);
  if (platform === 'darwin') return new MacUpdater(undefined, app);
  if (image === undefined) throw new Error('only AppImages replace themselves on Linux');
  return new ImageReplacer(app, image);
}

function refuse(): never {
  throw new Error('an update is installed when the app ends, and not otherwise');
}

/**
 * electron-updater removes the running image before it moves the new one, so that a full disk leaves none; and it may
 * give it another name, which start menus, login items and keepers do not know.
 */
class ImageReplacer extends AppImageUpdater {
  private readonly image: string;

  constructor(app: object, image: string) {
    super(null, app);
    this.image = image;
  }

  protected override doInstall(): boolean {
    if (this.installerPath === null) return false;
    replaceFile(this.installerPath, this.image);
    return true;
  }
}

/** Says what the signed feed said, without asking anybody. */
class SignedProvider extends Provider<UpdateInfo> {
  private readonly update: SignedUpdate;

  constructor(options: { readonly [name: string]: unknown }, _updater: unknown, runtime: ProviderRuntimeOptions) {
    super(runtime);
    // electron-updater hands on what it was given a few lines above.
    this.update = options['update'] as SignedUpdate;
  }

  override async getLatestVersion(): Promise<UpdateInfo> {
    const { version, url, sha512, size, notes, releaseDate, minimumSystemVersion, isAdminRightsRequired } = this.update;
    return {
      version,
      files: [{ url, sha512, size, isAdminRightsRequired }],
      path: url,
      sha512,
      releaseNotes: notes,
      releaseDate,
      ...(minimumSystemVersion === undefined ? {} : { minimumSystemVersion }),
    };
  }

  override resolveFiles({ files }: UpdateInfo): { readonly url: URL; readonly info: UpdateInfo['files'][number] }[] {
    return files.map((info) => ({ url: new URL(info.url), info }));
  }
}

function sha512Of(file: string): string {
  const hash = createHash('sha512');
  const buffer = Buffer.alloc(1024 * 1024);
  const fd = openSync(file, 'r');
  try {
    for (let length = readSync(fd, buffer); length > 0; length = readSync(fd, buffer))
      hash.update(buffer.subarray(0, length));
  } finally {
    closeSync(fd);
  }
  return hash.digest('base64');
}
