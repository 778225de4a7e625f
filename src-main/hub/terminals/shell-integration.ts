import { basename, join } from 'node:path';
import type { Shells } from '../platform.ts';
import type { Started } from './terminal-record.ts';

/** What is really executed. */
export interface Program {
  readonly file: string;
  readonly args: string[];
  /** The whole environment. */
  readonly env: Record<string, string>;
}

/** How a shell is started so that it reads our script besides the user's own files, as a login shell would. */
interface Injection {
  readonly args: ReadonlyArray<string>;
  readonly env?: Readonly<Record<string, string>>;
}

const INJECTIONS: Readonly<Record<string, (scripts: string, env: Readonly<Record<string, string>>) => Injection>> = {
  // A login bash ignores --init-file, so the script reads the login files itself.
  bash: (scripts) => ({ args: ['--init-file', join(scripts, 'bash', 'homeport.bash')] }),
  // The shim in there points ZDOTDIR back before the user's first file is read.
  zsh: (scripts, env) => ({
    args: ['-l'],
    env: {
      ZDOTDIR: join(scripts, 'zsh'),
      ...(env['ZDOTDIR'] === undefined ? {} : { HOMEPORT_ZDOTDIR: env['ZDOTDIR'] }),
    },
  }),
  fish: (scripts) => ({
    args: ['-l', '--init-command', `source ${quoteForFish(join(scripts, 'fish', 'homeport.fish'))}`],
  }),
};

/** Shells without integration that know `-l`. */
const LOGIN_SHELLS: ReadonlySet<string> = new Set(['sh', 'dash', 'ash', 'ksh', 'ksh93', 'mksh', 'yash', 'tcsh', 'csh']);

/** A shell named without arguments is the user's to live in: it becomes a login shell with integration. */
export function programOf(started: Started, shells: Pick<Shells, 'env'>, scripts: string, version: string): Program {
  const { file, args } = started.shown;
  const env = {
    ...shells.env,
    TERM: 'xterm-256color',
    COLORTERM: 'truecolor',
    TERM_PROGRAM: 'homeport',
    TERM_PROGRAM_VERSION: version,
    ...started.env,
  };
  if (args.length > 0) return { file, args, env };
  const shell = basename(file).replace(/\.exe$/i, '');
  const injection = INJECTIONS[shell]?.(scripts, env);
  if (injection !== undefined) return { file, args: [...injection.args], env: { ...env, ...injection.env } };
  return { file, args: LOGIN_SHELLS.has(shell) ? ['-l'] : [], env };
}

function quoteForFish(path: string): string {
  return `'${path.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
}
