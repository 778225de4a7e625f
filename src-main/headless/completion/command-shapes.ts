import type { Command } from 'commander';
import { SETTING_NAMES } from '../../../src-shared/protocol/channels/settings/patch.ts';

/** What completion needs to know of one command. */
export interface CommandShape {
  readonly name: string;
  readonly description: string;
  readonly options: ReadonlyArray<OptionShape>;
  /** Its first argument is a terminal. */
  readonly takesTerminal: boolean;
  /** The values its first argument can have, when they are few. */
  readonly choices: readonly string[];
  /** Those of its second one. */
  readonly fields: readonly string[];
  /** Its first argument is a file. */
  readonly takesFile: boolean;
}

export interface OptionShape {
  readonly long: string;
  readonly description: string;
  readonly takesValue: boolean;
  /** Its value is a directory. */
  readonly directory: boolean;
}

/** Walks the commander program, so that no command or option can be missing from completion. */
export function commandShapes(program: Command): CommandShape[] {
  return program.commands.map((command) => {
    const [first, second] = command.registeredArguments;
    return {
      name: command.name(),
      description: command.description(),
      options: command.options.map(({ long, description, required }) => ({
        long: long ?? '',
        description,
        takesValue: required,
        directory: long === '--data-dir' || long === '--cwd',
      })),
      takesTerminal: first?.name() === 'id',
      choices: first?.name() === 'shell' ? ['bash', 'zsh', 'fish'] : (first?.argChoices ?? []),
      fields: second?.name() === 'field' ? SETTING_NAMES : [],
      takesFile: first?.name() === 'file',
    };
  });
}

/** Text inside single quotes of any of the three shells' scripts. */
export function inQuotes(text: string): string {
  return text.replaceAll("'", '’').replaceAll('`', '').replaceAll('\\', '\\\\');
}
