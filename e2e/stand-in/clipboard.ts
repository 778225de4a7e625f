import type { Clipboard as ElectronClipboard } from 'electron';
import { strict, Unsupported } from './strict.ts';

let text: string | undefined;

/** `clipboard`: what the app itself wrote. What pages copy is in Chromium, where this does not look. */
export const clipboard: Pick<ElectronClipboard, 'readText' | 'writeText' | 'clear'> = strict('clipboard', {
  async writeText(written: string) {
    text = written;
  },
  async readText() {
    if (text === undefined) throw new Unsupported('clipboard.readText of what the app did not write');
    return text;
  },
  clear() {
    text = undefined;
  },
});
