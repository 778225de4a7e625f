import { fileURLToPath } from 'node:url';

/**
 * A program of ours to be started as a process: unbuilt, `source` relative to this file; built, `built` beside the
 * bundle that all of this is in.
 */
export function siblingFile(source: string, built: string): string {
  const unbuilt = import.meta.url.endsWith('.ts');
  return fileURLToPath(new URL(unbuilt ? source : built, import.meta.url));
}

/**
 * Something in resources/ that other programs read, which know nothing of archives: in an installed app it lies beside
 * the archive (`extraResources` in electron-builder.yml), whoever runs the program inside.
 */
export function resourceFile(name: string): string {
  return besideArchive(siblingFile(`../../../resources/${name}`, `../../resources/${name}`));
}

/** Takes `…/app.asar/resources/x` for `…/x`; other paths are as they are. */
export function besideArchive(path: string): string {
  return path.replace(/[\\/]app\.asar[\\/]resources(?=[\\/])/, '');
}
