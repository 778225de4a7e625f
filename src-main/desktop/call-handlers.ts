import { homedir, release } from 'node:os';
import { resolve, sep } from 'node:path';
import { app, dialog, shell as system } from 'electron';
import type { DesktopStatus, ExportKind, MenuCommand, SettingsPlace } from '../../src-shared/desktop/desktop-api.ts';
import { VERSION } from '../access/version.ts';
import { type CallHandlers, CallRefused } from './call-gate.ts';
import { aboutOf } from './diagnostics.ts';
import type { HubHost } from './hub-host.ts';
import type { Shell } from './shell.ts';
import { outsideUrl } from './windows/hardening.ts';
import type { PageWindow } from './windows/page-window.ts';

interface Needs {
  readonly dataDir: string;
  readonly host: HubHost;
  readonly shell: Shell;
  readonly openExternal: (url: string) => void;
  readonly openSettings: (section: SettingsPlace) => void;
  readonly setMenu: (commands: ReadonlyArray<MenuCommand>) => void;
  readonly status: () => DesktopStatus;
  readonly updates: { check(): Promise<void>; download(): Promise<void> };
  readonly restart: () => Promise<void>;
}

/** How each export is asked for, and what it is called unless the user says otherwise. */
const EXPORTS = {
  data: { title: 'Export Homeport’s data', file: 'homeport.json' },
  audit: { title: 'Export the audit log', file: 'homeport-audit.jsonl' },
} as const satisfies Record<ExportKind, { readonly title: string; readonly file: string }>;

/** What each call of a window does. */
export function callHandlers(needs: Needs): CallHandlers<PageWindow> {
  /** The export that was chosen last, which may be shown to the user besides the data directory. */
  let exported: string | undefined;
  return {
    takeLink: (window) => window.takeLink(),
    async chooseDirectory(window, from) {
      const { canceled, filePaths } = await dialog.showOpenDialog(window.browser, {
        title: 'Choose a directory',
        defaultPath: from === '' ? homedir() : from,
        properties: ['openDirectory', 'createDirectory', 'showHiddenFiles'],
      });
      return canceled ? null : (filePaths[0] ?? null);
    },
    async chooseExportFile(window, kind) {
      const { canceled, filePath } = await dialog.showSaveDialog(window.browser, {
        title: EXPORTS[kind].title,
        defaultPath: resolve(homedir(), EXPORTS[kind].file),
        properties: ['showOverwriteConfirmation', 'createDirectory'],
      });
      if (canceled || filePath === '') return null;
      exported = filePath;
      return filePath;
    },
    openExternal(_window, url) {
      const outside = outsideUrl(url);
      if (outside === undefined) throw new CallRefused('Only web and mail addresses are opened outside of the app.');
      needs.openExternal(outside);
      return null;
    },
    showInFolder(_window, path) {
      const wanted = resolve(path);
      const inside = wanted === needs.dataDir || wanted.startsWith(`${needs.dataDir}${sep}`);
      if (!inside && wanted !== exported) throw new CallRefused('Only the data directory and exports are shown.');
      system.showItemInFolder(wanted);
      return null;
    },
    setMenu(window, commands) {
      // The settings window has no commands, and its menu is the main one's on a Mac.
      if (window.isMain) needs.setMenu(commands);
      return null;
    },
    ready(window) {
      window.ready();
      return null;
    },
    openSettings(_window, section) {
      needs.openSettings(section);
      return null;
    },
    readAbout: () =>
      aboutOf({
        version: VERSION,
        versions: process.versions,
        system: { platform: process.platform, arch: process.arch, release: release() },
        packaged: app.isPackaged,
        dataDir: needs.dataDir,
        hub: needs.host,
        state: needs.shell.state,
      }),
    readStatus: () => needs.status(),
    async checkForUpdate() {
      await needs.updates.check();
      return null;
    },
    async downloadUpdate() {
      await needs.updates.download();
      return null;
    },
    reload(window) {
      window.reload();
      return null;
    },
    restart() {
      // Not awaited: the answer would go to a window that is closing.
      void needs.restart();
      return null;
    },
  };
}
