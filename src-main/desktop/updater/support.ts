import { accessSync, constants, existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import type { FeedSource } from './feed.ts';
import { parseFeedKeys } from './feed-keys.ts';
import { readYaml } from './yaml.ts';

/** How this app came to be where it is. */
export interface Installed {
  readonly isPackaged: boolean;
  readonly platform: NodeJS.Platform;
  readonly arch: string;
  readonly execPath: string;
  /** `process.resourcesPath`: holds `app-update.yml`, and `package-type` in a deb, rpm or pacman package. */
  readonly resources: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Public keys as {@link parseFeedKeys} reads them. */
  readonly keys: string;
}

export type Support =
  | { readonly kind: 'supported'; readonly source: FeedSource }
  /** For the user, what to do instead. */
  | { readonly kind: 'unsupported'; readonly why: string };

const configSchema = z.object({ provider: z.literal('generic'), url: z.string() });

/** Whether this app can replace itself, and where it looks for what to replace itself with. */
export function supportOf(installed: Installed): Support {
  const why = hindrance(installed);
  if (why !== undefined) return { kind: 'unsupported', why };
  const base = feedUrl(installed.resources);
  if (base === undefined)
    return { kind: 'unsupported', why: 'This build was made without an address to look for updates at.' };
  if (!isTrustworthy(base))
    return {
      kind: 'unsupported',
      why: `Updates are only taken over https, and this build has ${base.protocol}//${base.host}.`,
    };
  try {
    const keys = parseFeedKeys(installed.keys);
    if (keys.length > 0) return { kind: 'supported', source: { base: base.href, ...fileFor(installed), keys } };
    return { kind: 'unsupported', why: 'This build was made without a key to check updates with, so it takes none.' };
  } catch {
    return { kind: 'unsupported', why: 'The key that this build checks updates with is malformed, so it takes none.' };
  }
}

function hindrance(installed: Installed): string | undefined {
  if (!installed.isPackaged) return 'Homeport runs from its sources; update those.';
  if (installed.platform === 'linux') return linuxHindrance(installed);
  if (installed.platform === 'win32') return windowsHindrance(installed);
  if (installed.platform === 'darwin') return macHindrance(installed);
  return 'There are no updates for this system.';
}

function linuxHindrance({ env, resources }: Installed): string | undefined {
  for (const [name, store] of [
    ['SNAP', 'Snap'],
    ['FLATPAK_ID', 'Flatpak'],
  ] as const) {
    if (env[name] !== undefined) return `Homeport was installed with ${store}, which updates it.`;
  }
  const image = env['APPIMAGE'];
  const mount = env['APPDIR'];
  // Both are inherited by what is started from a terminal inside another AppImage.
  if (image !== undefined && mount !== undefined && resources.startsWith(`${mount}/`))
    return isWritable(image) && isWritable(dirname(image))
      ? undefined
      : `${image} cannot be replaced by this user. Move it to a place of yours, such as ~/Applications.`;
  const packageType = readText(join(resources, 'package-type'))?.trim();
  return packageType === undefined
    ? 'Homeport was unpacked from an archive; unpack a newer one.'
    : `Homeport was installed from a ${packageType.slice(0, 20)} package; update it as you update other packages.`;
}

function windowsHindrance({ env, execPath }: Installed): string | undefined {
  if (env['PORTABLE_EXECUTABLE_FILE'] !== undefined) return 'This is the portable Homeport; download a newer one.';
  // The installer leaves it beside the program.
  if (existsSync(join(dirname(execPath), 'Uninstall Homeport.exe'))) return undefined;
  return 'Homeport was unpacked from an archive; unpack a newer one.';
}

function macHindrance({ execPath }: Installed): string | undefined {
  if (execPath.includes('/AppTranslocation/') || execPath.startsWith('/Volumes/'))
    return 'Move Homeport to the Applications folder and open it there; it can be updated then.';
  // …/Homeport.app/Contents/MacOS/Homeport, and what is replaced is the folder that the bundle is in.
  const bundle = dirname(dirname(dirname(execPath)));
  return isWritable(dirname(bundle)) ? undefined : `${bundle} cannot be replaced by this user; an administrator can.`;
}

function feedUrl(resources: string): URL | undefined {
  const parsed = configSchema.safeParse(readYaml(readText(join(resources, 'app-update.yml')) ?? ''));
  if (!parsed.success) return undefined;
  const { url } = parsed.data;
  return URL.parse(url.endsWith('/') ? url : `${url}/`) ?? undefined;
}

/** Unencrypted only on this very machine, which is how updates are tried out. */
function isTrustworthy({ protocol, hostname, username, password }: URL): boolean {
  if (username !== '' || password !== '') return false;
  return protocol === 'https:' || (protocol === 'http:' && ['127.0.0.1', '[::1]'].includes(hostname));
}

/** Names as electron-builder gives them. */
function fileFor({ platform, arch }: Installed): Pick<FeedSource, 'file' | 'extension' | 'arch'> {
  if (platform === 'win32') return { file: 'latest.yml', extension: 'exe', arch };
  if (platform === 'darwin') return { file: 'latest-mac.yml', extension: 'zip', arch };
  return { file: `latest-linux${arch === 'x64' ? '' : `-${arch}`}.yml`, extension: 'AppImage', arch };
}

function isWritable(path: string): boolean {
  try {
    accessSync(path, constants.W_OK);
    return true;
  } catch {
    // The answer, not a failure.
    return false;
  }
}

function readText(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    // Not every package has it, and its absence is told.
    return undefined;
  }
}
