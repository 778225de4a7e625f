import type { Shells } from '../platform.ts';
import type { Troubles } from '../store/troubles.ts';
import type { HubSettings } from './hub-settings.ts';

const SHELL_MISSING = 'shell-missing';

/** The machine's shells with the one that the user has chosen first. One that is not there (any more) is told. */
export function chosenShells(
  shells: Shells,
  settings: Pick<HubSettings, 'values'>,
  troubles: Pick<Troubles, 'raise' | 'withdraw'>,
): Shells {
  return {
    env: shells.env,
    home: shells.home,
    canRun: (file) => shells.canRun(file),
    /** Looked at each time: programs are installed and removed while a hub runs. */
    list() {
      const { shell } = settings.values.terminals;
      const found = shells.list();
      const usable = shell === '' || shells.canRun(shell);
      if (usable) troubles.withdraw(SHELL_MISSING);
      else troubles.raise(SHELL_MISSING, missing(shell, found[0]?.file));
      if (shell === '' || !usable) return found;
      return [{ name: nameOf(shell), file: shell }, ...found.filter(({ file }) => file !== shell)];
    },
  };
}

function missing(shell: string, instead: string | undefined): string {
  const fallback = instead === undefined ? '' : ` New terminals run ${instead} in its place.`;
  return `The shell in the settings, ${shell}, is not there or cannot be run.${fallback} Choose another in the settings.`;
}

function nameOf(file: string): string {
  return (file.split(/[\\/]/).at(-1) ?? file).replace(/\.exe$/i, '');
}
