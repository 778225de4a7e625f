import type { Shell as ElectronShell } from 'electron';
import { runtime } from './runtime.ts';
import { strict } from './strict.ts';

function record(what: string, value: unknown): void {
  runtime().records.calls.push({ what: `shell.${what}`, with: value });
}

/** `shell`: nothing is opened, and what would be is kept. */
export const shell: Pick<ElectronShell, 'openExternal' | 'openPath' | 'showItemInFolder' | 'beep'> = strict('shell', {
  async openExternal(url: string) {
    // Electron parses it and rejects what is none.
    if (!URL.canParse(url)) throw new TypeError('Invalid URL');
    record('openExternal', url);
  },
  async openPath(path: string) {
    record('openPath', path);
    return '';
  },
  showItemInFolder(path: string) {
    record('showItemInFolder', path);
  },
  beep() {
    record('beep', undefined);
  },
});
