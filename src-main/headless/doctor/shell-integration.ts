import { accessSync, constants } from 'node:fs';
import { join } from 'node:path';
import { resourceFile } from '../../hub/host/sibling-file.ts';
import { type Finding, fine, problem } from './finding.ts';

const DIRECTORY = resourceFile('shell-integration');
const FILES = ['bash/homeport.bash', 'zsh/.zshenv', 'fish/homeport.fish'];

export function checkShellIntegration(): Finding {
  const missing = FILES.filter((name) => !isReadable(join(DIRECTORY, name)));
  if (missing.length === 0) return fine('shellIntegration', 'Shell integration for bash, zsh and fish is in place.');
  return problem(
    'shellIntegration',
    `Shell integration is incomplete: ${missing.join(', ')} cannot be read in ${DIRECTORY}.`,
    'Terminals work without it, but directory and exit codes are not shown. Check out or install Homeport again.',
  );
}

function isReadable(file: string): boolean {
  try {
    accessSync(file, constants.R_OK);
    return true;
  } catch {
    // The answer.
    return false;
  }
}
