import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** Names of the directories below one, hidden ones last; a link to a directory is one. */
export async function listDirectories(path: string, most: number): Promise<string[]> {
  const names: string[] = [];
  for (const entry of await readdir(path, { withFileTypes: true })) {
    if (entry.isDirectory() || (entry.isSymbolicLink() && (await leadsToDirectory(join(path, entry.name)))))
      names.push(entry.name);
  }
  const hidden = (name: string): number => (name.startsWith('.') ? 1 : 0);
  return names.sort((a, b) => hidden(a) - hidden(b) || a.localeCompare(b)).slice(0, most);
}

async function leadsToDirectory(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isDirectory();
  } catch {
    // A link that leads nowhere, or where we may not look, is no directory to go to.
    return false;
  }
}
