import { type CommandShape, inQuotes } from './command-shapes.ts';

/** For `homeport completion fish | source`, or a file in ~/.config/fish/completions. */
export function fishCompletion(commands: readonly CommandShape[]): string {
  const lines = ['# fish completion for homeport', 'complete -c homeport -f'];
  for (const command of commands) {
    const here = `complete -c homeport -n '__fish_seen_subcommand_from ${command.name}'`;
    lines.push(
      `complete -c homeport -n __fish_use_subcommand -a ${command.name} -d '${inQuotes(command.description)}'`,
    );
    if (command.takesTerminal) lines.push(`${here} -a '(homeport ls --quiet 2>/dev/null)'`);
    if (command.choices.length > 0) lines.push(`${here} -a '${command.choices.join(' ')}'`);
    // The third word: the field comes after what is to be done with it.
    if (command.fields.length > 0) {
      const second = `'__fish_seen_subcommand_from ${command.name}; and test (count (commandline -opc)) -eq 3'`;
      lines.push(`complete -c homeport -n ${second} -a '${command.fields.join(' ')}'`);
    }
    if (command.takesFile) lines.push(`${here} -F`);
    for (const option of command.options) {
      const value = option.takesValue ? (option.directory ? " -xa '(__fish_complete_directories)'" : ' -x') : '';
      lines.push(`${here} -l ${option.long.slice(2)}${value} -d '${inQuotes(option.description)}'`);
    }
  }
  return `${lines.join('\n')}\n`;
}
