import { homedir, platform } from 'node:os';
import { join, resolve } from 'node:path';

/** Where the user's data lives when nothing else is said: what each platform does. */
function defaultDataDir(env: NodeJS.ProcessEnv): string {
  switch (platform()) {
    case 'darwin':
      return join(homedir(), 'Library/Application Support/Homeport');
    case 'win32':
      return join(env['LOCALAPPDATA'] ?? join(homedir(), 'AppData/Local'), 'Homeport');
    default:
      return join(env['XDG_DATA_HOME'] || join(homedir(), '.local/share'), 'homeport');
  }
}

/** `--data-dir`, else HOMEPORT_DATA_DIR, else the platform's place. Absolute. */
export function dataDirOf(named: string | undefined, env: NodeJS.ProcessEnv = process.env): string {
  return resolve(named ?? (env['HOMEPORT_DATA_DIR'] || defaultDataDir(env)));
}
