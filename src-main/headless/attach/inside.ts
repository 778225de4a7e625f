import { readFileSync } from 'node:fs';

/** Whether this process runs below process `pid`: a terminal attached to itself would show its own output for ever. */
export function isInside(pid: number): boolean {
  for (let each = process.ppid; each > 1; each = parentOf(each)) {
    if (each === pid) return true;
  }
  return false;
}

function parentOf(pid: number): number {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // After the name in parentheses: state, then the parent.
    return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1] ?? 0);
  } catch {
    // Gone, or a system without /proc: then only the direct parent is known, which is the shell in most cases.
    return 0;
  }
}
