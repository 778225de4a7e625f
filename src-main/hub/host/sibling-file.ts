import { fileURLToPath } from 'node:url';

/**
 * A program of ours to be started as a process: unbuilt, `source` relative to this file; built, `built` beside the
 * bundle that all of this is in.
 */
export function siblingFile(source: string, built: string): string {
  const unbuilt = import.meta.url.endsWith('.ts');
  return fileURLToPath(new URL(unbuilt ? source : built, import.meta.url));
}
