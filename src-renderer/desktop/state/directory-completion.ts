/** What of a half-typed path is a directory to list, and what is the beginning of a name in it. */
export function splitPath(typed: string): { readonly directory: string; readonly start: string } {
  if (typed === '~') return { directory: '~', start: '' };
  const slash = typed.lastIndexOf('/');
  if (slash < 0) return { directory: '~', start: typed };
  return { directory: slash === 0 ? '/' : typed.slice(0, slash), start: typed.slice(slash + 1) };
}

/** The paths that complete what was typed. `names` are the directories below the one asked for. */
export function completions(typed: string, names: ReadonlyArray<string>): ReadonlyArray<string> {
  const { directory, start } = splitPath(typed);
  const base = directory === '/' ? '/' : `${directory}/`;
  const wanted = start.toLowerCase();
  return names
    .filter((name) => name.toLowerCase().startsWith(wanted) && (start.startsWith('.') || !name.startsWith('.')))
    .map((name) => `${base}${name}`);
}
