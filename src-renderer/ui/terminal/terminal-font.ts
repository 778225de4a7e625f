/** Fonts that draw every cell equally wide, the best of each system first. */
const BUILT_IN =
  'ui-monospace, "JetBrains Mono", "Cascadia Mono", "SF Mono", Menlo, Consolas, "DejaVu Sans Mono", "Liberation Mono", monospace';

/** Names that mean something to CSS by themselves; quoted they would mean a font of that name. */
const GENERIC: ReadonlySet<string> = new Set([
  'monospace',
  'ui-monospace',
  'serif',
  'sans-serif',
  'system-ui',
  'cursive',
  'fantasy',
]);

/** The fonts that a setting names, in order: `Fira Code, "Menlo"` is Fira Code and Menlo. */
export function fontNames(setting: string): ReadonlyArray<string> {
  return setting
    .split(',')
    .map((name) => name.replace(/["']/g, '').trim())
    .filter((name) => name !== '');
}

/** The CSS font family of terminals. What is not installed falls through to the built-in choice. */
export function terminalFont(setting: string): string {
  const named = fontNames(setting).map((name) => (GENERIC.has(name) ? name : `"${name}"`));
  return [...named, BUILT_IN].join(', ');
}
