import { realpathSync } from 'node:fs';
import { isAbsolute, relative } from 'node:path';

/** Keepers hold few young objects; the default nursery would make each a dozen MiB larger under output. */
const NODE_FLAGS = ['--max-semi-space-size=1'];

/** What the running program tells of how it was started. */
export interface Starter {
  readonly execPath: string;
  readonly versions: Readonly<Record<string, string | undefined>>;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** How a program of ours is started under the Node that runs this one. */
export interface Runtime {
  readonly file: string;
  /** Before the program. */
  readonly flags: readonly string[];
  /** After all arguments of the program, which must not mind. */
  readonly trailing: readonly string[];
  /** Added to the environment. */
  readonly env: Readonly<Record<string, string>>;
}

export function runtimeOf(starter: Starter): Runtime {
  if (starter.versions['electron'] === undefined)
    return { file: starter.execPath, flags: NODE_FLAGS, trailing: [], env: {} };
  const asNode = {
    ELECTRON_RUN_AS_NODE: '1',
    // Keepers look at paths of the user's; a file there that ends in .asar is a file like any other.
    ELECTRON_NO_ASAR: '1',
  };
  const image = imageOf(starter);
  if (image === undefined) return { file: starter.execPath, flags: NODE_FLAGS, trailing: [], env: asNode };
  return {
    // The executable of this process lies in a mount that goes when the app quits, and pages of it that were not read
    // yet with it. The image started anew mounts itself once more, for as long as the keeper runs.
    file: image.file,
    flags: NODE_FLAGS,
    // The image's starter script puts this in front where there are no user namespaces, unless it is there already;
    // in front it would be a flag that Node does not know.
    trailing: ['--no-sandbox'],
    env: image.isExtracted ? { ...asNode, APPIMAGE_EXTRACT_AND_RUN: '1' } : asNode,
  };
}

/** The AppImage that this process runs from. Another one's variables may have come with the terminal we started in. */
export function imageOf({
  execPath,
  env,
}: Pick<Starter, 'execPath' | 'env'>): { readonly file: string; readonly isExtracted: boolean } | undefined {
  const { APPIMAGE: file, APPDIR: mount } = env;
  if (file === undefined || mount === undefined || !isAbsolute(file) || !isAbsolute(mount)) return undefined;
  if (!isWithin(mount, execPath) && !isWithin(realpathOr(mount), execPath)) return undefined;
  // Run without FUSE, it was unpacked into a directory of this name, and must be again.
  return { file, isExtracted: /[\\/]appimage_extracted_[^\\/]*\/?$/.test(mount) };
}

function isWithin(directory: string, file: string): boolean {
  const path = relative(directory, file);
  return path !== '' && !path.startsWith('..') && !isAbsolute(path);
}

function realpathOr(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    // Not there: then nothing runs from it.
    return path;
  }
}
