import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { app, dialog } from 'electron';
import type { Log } from '../../src-shared/base/log.ts';
import { dataDirOf } from '../access/data-dir.ts';
import { openDataDir } from '../access/open-data-dir.ts';
import { fileLog } from '../hub/host/file-log.ts';
import { systemClock } from '../hub/host/system-clock.ts';

/** Where the app keeps things, and where it reports to. */
export interface Place {
  /** The hub's, shared with the command line. */
  readonly dataDir: string;
  /** The desktop app's own part of it, Chromium's profile included. */
  readonly own: string;
  readonly log: Log;
}

/**
 * Makes the app's directories and tells Electron where its own is, which is also what makes one app per data directory.
 * A place that cannot be used is said, and the app ends; then undefined.
 */
export function openPlace(named: string | undefined): Place | undefined {
  const dataDir = dataDirOf(named);
  const own = join(dataDir, 'desktop');
  try {
    openDataDir(dataDir);
    mkdirSync(own, { recursive: true, mode: 0o700 });
    app.setPath('userData', own);
    return { dataDir, own, log: fileLog(join(own, 'main.log'), systemClock, { file: 'info', stderr: 'warn' }) };
  } catch (thrown) {
    const sentence = thrown instanceof Error ? thrown.message : String(thrown);
    // A dialog before that would go to stderr on Linux, where nobody who clicked on an icon looks.
    void app.whenReady().then(() => {
      dialog.showErrorBox('Homeport could not start', sentence);
      app.exit(1);
    });
    return undefined;
  }
}
