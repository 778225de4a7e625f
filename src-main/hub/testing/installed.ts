import { execFileSync } from 'node:child_process';

/** Whether a program is there that a test needs and not every machine has; says so when it is not. */
export function installed(program: string): boolean {
  try {
    execFileSync('which', [program]);
    return true;
  } catch {
    console.log(`skipped: ${program} is not installed`);
    return false;
  }
}
