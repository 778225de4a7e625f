import { parseUpdateInfo } from 'electron-updater/out/providers/Provider.js';

/** What a YAML text holds, unchecked; undefined when it is none. By electron-updater's own reader. */
export function readYaml(text: string): unknown {
  try {
    return parseUpdateInfo(text, 'yaml', new URL('about:blank'));
  } catch {
    // Whoever asked finds that nothing fits, and says of what.
    return undefined;
  }
}
