import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';

type Env = Readonly<Record<string, string | undefined>>;

const WATCHER = 'org.kde.StatusNotifierWatcher';
/** A session bus answers in milliseconds; one that hangs must not keep a window from closing. */
const DEADLINE_MS = 1_500;

/** Each asks the watcher whether somebody shows its items. Desktops differ in which of these tools they have. */
const QUESTIONS: ReadonlyArray<readonly [string, ...string[]]> = [
  [
    'dbus-send',
    '--session',
    '--print-reply',
    `--dest=${WATCHER}`,
    '/StatusNotifierWatcher',
    'org.freedesktop.DBus.Properties.Get',
    `string:${WATCHER}`,
    'string:IsStatusNotifierHostRegistered',
  ],
  [
    'gdbus',
    'call',
    '--session',
    `--dest=${WATCHER}`,
    '--object-path=/StatusNotifierWatcher',
    '--method=org.freedesktop.DBus.Properties.Get',
    WATCHER,
    'IsStatusNotifierHostRegistered',
  ],
  ['busctl', '--user', 'get-property', WATCHER, '/StatusNotifierWatcher', WATCHER, 'IsStatusNotifierHostRegistered'],
];

/**
 * Whether this session shows tray icons now. macOS and Windows always do; a Linux desktop may have nobody for them, and
 * then a window that went into the tray would be lost.
 */
export async function showsTrays(platform: NodeJS.Platform, env: Env): Promise<boolean> {
  if (platform !== 'linux') return true;
  const address = busAddress(env);
  if (address === undefined) return false;
  for (const [tool, ...args] of QUESTIONS) {
    const answer = await ask(tool, args, { ...env, DBUS_SESSION_BUS_ADDRESS: address });
    if (answer !== 'no such tool') return answer;
  }
  return false;
}

/** Said outright: without an address some of the tools would start a bus of their own. */
function busAddress(env: Env): string | undefined {
  const named = env['DBUS_SESSION_BUS_ADDRESS'];
  if (named !== undefined && named !== '') return named;
  const usual = join(env['XDG_RUNTIME_DIR'] ?? '/run/no-such-user', 'bus');
  return existsSync(usual) ? `unix:path=${usual}` : undefined;
}

function ask(tool: string, args: ReadonlyArray<string>, env: Env): Promise<boolean | 'no such tool'> {
  return new Promise((resolve) => {
    const options = { env, timeout: DEADLINE_MS, killSignal: 'SIGKILL', maxBuffer: 16 * 1024 } as const;
    execFile(tool, [...args], options, (error, stdout) => {
      if (error === null) resolve(/\btrue\b/.test(stdout));
      // No bus, no watcher, or no answer in time: nobody that we could rely on.
      else resolve(error.code === 'ENOENT' ? 'no such tool' : false);
    });
  });
}
