/** Fonts made for terminals and code; those that this computer has are offered. */
const KNOWN: ReadonlyArray<string> = [
  'Cascadia Code',
  'Cascadia Mono',
  'Commit Mono',
  'Consolas',
  'Courier New',
  'DejaVu Sans Mono',
  'Fira Code',
  'Fira Mono',
  'Geist Mono',
  'Hack',
  'IBM Plex Mono',
  'Inconsolata',
  'Iosevka',
  'JetBrains Mono',
  'Liberation Mono',
  'Menlo',
  'Monaco',
  'Monaspace Neon',
  'Noto Sans Mono',
  'Roboto Mono',
  'SF Mono',
  'Source Code Pro',
  'Ubuntu Mono',
  'Victor Mono',
];

const GENERIC: ReadonlySet<string> = new Set(['monospace', 'ui-monospace']);
const SAMPLE = 'mmMWwli10O@#';

/**
 * Whether this computer has a font. Browsers do not tell, but what they cannot draw in it they draw in the next one:
 * a text that is as wide as in two different fallbacks is drawn by neither of its own.
 */
export function hasFont(name: string): boolean {
  if (GENERIC.has(name)) return true;
  const canvas = document.createElement('canvas').getContext('2d');
  if (canvas === null) return true;
  const width = (family: string): number => {
    canvas.font = `64px ${family}`;
    return canvas.measureText(SAMPLE).width;
  };
  return ['monospace', 'serif'].some((fallback) => width(`"${name}", ${fallback}`) !== width(fallback));
}

export function fontsHere(): ReadonlyArray<string> {
  return KNOWN.filter(hasFont);
}
