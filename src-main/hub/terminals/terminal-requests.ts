import { DisposableStore } from '../../../src-shared/base/disposable.ts';
import type { terminalRequests } from '../../../src-shared/protocol/channels/terminal/requests.ts';
import { ProtocolError } from '../../../src-shared/protocol/errors.ts';
import type { Handlers } from '../../../src-shared/protocol/request.ts';
import type { Caller } from '../caller.ts';
import type { Platform } from '../platform.ts';
import type { Started } from './terminal-record.ts';
import type { Terminals } from './terminals.ts';

const SIGNALS = { hangup: 'SIGHUP', interrupt: 'SIGINT', terminate: 'SIGTERM', kill: 'SIGKILL' } as const;
/** As many directories as the contract lets an answer hold. */
const MOST_DIRECTORIES = 500;

type TerminalHandlers = Handlers<typeof terminalRequests, Caller>;

/** The methods `terminal.*`: each finds its terminal and says the one thing to it. */
export function terminalHandlers(
  terminals: Terminals,
  platform: Pick<Platform, 'shells' | 'listDirectories'>,
  /** Called with each operation that somebody types: who and where, never what. */
  typed: (device: string, terminal: string) => void = () => {},
): TerminalHandlers {
  const { shells } = platform;
  const watched = new WeakSet<Caller>();
  return {
    'terminal.session.start': async ({ name, command, cwd, env, size }) => {
      const started: Started = {
        name: name ?? '',
        command: command ?? null,
        cwd: absolute(cwd ?? '~', shells.home),
        env: env ?? {},
        shown: command ?? { file: defaultShell(shells), args: [] },
      };
      return { id: (await terminals.launch(started, size)).id };
    },
    'terminal.session.restart': async ({ id }) => ({ id: (await terminals.relaunch(id)).id }),
    'terminal.session.list': () => ({ terminals: terminals.infos }),
    'terminal.session.attach': ({ id, from, view }, caller) => {
      const terminal = terminals.get(id);
      if (!watched.has(caller)) leaveOnClose(terminals, caller, watched);
      return { stream: terminal.attach(caller, from, view) };
    },
    'terminal.session.detach': ({ id }, caller) => {
      terminals.get(id).detach(caller.id);
      return {};
    },
    'terminal.session.input': async ({ id, epoch, op, data, encoding }, caller) => {
      const terminal = terminals.get(id);
      typed(caller.device.id, id);
      return { op: await terminal.input(caller, { op, data, encoding }, epoch) };
    },
    'terminal.session.resize': ({ id, size }, caller) => {
      terminals.get(id).view(caller, size, true);
      return {};
    },
    'terminal.session.view': ({ id, size }, caller) => ({ driving: terminals.get(id).view(caller, size, false) }),
    'terminal.session.release': ({ id }, caller) => {
      terminals.get(id).release(caller);
      return {};
    },
    'terminal.session.rename': ({ id, name }) => {
      terminals.get(id).rename(name);
      return {};
    },
    'terminal.session.inspect': ({ id }) => terminals.get(id).inspect(),
    'terminal.session.kill': async ({ id, signal }) => {
      await terminals.get(id).signal(SIGNALS[signal]);
      return {};
    },
    'terminal.session.remove': ({ id }) => {
      terminals.remove(id);
      return {};
    },
    'terminal.session.screen': ({ id }) => terminals.get(id).screenText(),
    'terminal.session.history': ({ id, lines, format }, caller) => terminals.get(id).history(caller, lines, format),
    'terminal.shell.list': () => ({ shells: [...shells.list()] }),
    'terminal.directory.list': async ({ path }) => {
      const full = absolute(path, shells.home);
      try {
        return { path: full, directories: await platform.listDirectories(full, MOST_DIRECTORIES) };
      } catch (error) {
        throw new ProtocolError('directoryMissing', `${full} cannot be read: ${reason(error)}.`);
      }
    },
  };
}

/** One subscription per connection, however much it attaches. */
function leaveOnClose(terminals: Terminals, caller: Caller, watched: WeakSet<Caller>): void {
  watched.add(caller);
  const store = new DisposableStore();
  store.add(
    caller.onClose(() => {
      for (const terminal of terminals.all) terminal.detach(caller.id);
      store.dispose();
    }),
  );
}

function absolute(path: string, home: string): string {
  if (path === '~') return home;
  if (path.startsWith('~/')) return `${home}/${path.slice(2)}`;
  if (path.startsWith('/') || /^[A-Za-z]:[\\/]/.test(path)) return path;
  throw new ProtocolError('invalidParams', `A directory begins with / or ~: ${path}`);
}

function defaultShell(shells: Platform['shells']): string {
  const [first] = shells.list();
  if (first === undefined) throw new ProtocolError('startFailed', 'No shell is installed here.');
  return first.file;
}

function reason(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return code === 'ENOENT' ? 'it does not exist' : code === 'ENOTDIR' ? 'it is not a directory' : String(code ?? error);
}
