import type { Command } from 'commander';
import { CliError, EXIT } from '../cli-error.ts';
import { bashCompletion } from '../completion/bash.ts';
import { commandShapes } from '../completion/command-shapes.ts';
import { fishCompletion } from '../completion/fish.ts';
import { zshCompletion } from '../completion/zsh.ts';

const SHELLS = { bash: bashCompletion, zsh: zshCompletion, fish: fishCompletion };

/** Prints a completion script made from the command line's own description of itself. */
export function completion(program: Command, shell: string): void {
  const write = SHELLS[shell as keyof typeof SHELLS];
  if (write === undefined)
    throw new CliError('usage', `There is no completion for "${shell}"; there are bash, zsh and fish.`, EXIT.usage);
  process.stdout.write(write(commandShapes(program)));
}
