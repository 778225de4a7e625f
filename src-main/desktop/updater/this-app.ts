import { app } from 'electron';
import { embeddedKeys } from './feed-keys.ts';
import type { Installed } from './support.ts';

/** How the app that runs came to be where it is. */
export function thisApp(): Installed {
  return {
    isPackaged: app.isPackaged,
    platform: process.platform,
    arch: process.arch,
    execPath: process.execPath,
    resources: process.resourcesPath,
    env: process.env,
    keys: embeddedKeys(),
  };
}
