import type { ITheme } from '@xterm/xterm';

/** Colours of terminals in the dark theme; contrast of every colour on the background is at least 4.5 but for black. */
const dark: ITheme = {
  background: '#0e0f12',
  foreground: '#d8dae0',
  cursor: '#e8eaf0',
  cursorAccent: '#0e0f12',
  selectionBackground: '#3a4a78',
  selectionInactiveBackground: '#2c3346',
  black: '#23262d',
  red: '#f2777a',
  green: '#7fd18b',
  yellow: '#e5c07b',
  blue: '#7aa7f7',
  magenta: '#c99bf2',
  cyan: '#6cc7d2',
  white: '#d8dae0',
  brightBlack: '#7c8290',
  brightRed: '#ff9a9c',
  brightGreen: '#a0e3a9',
  brightYellow: '#f3d69b',
  brightBlue: '#a2c3ff',
  brightMagenta: '#dcbcfb',
  brightCyan: '#95dfe8',
  brightWhite: '#ffffff',
  scrollbarSliderBackground: '#ffffff1f',
  scrollbarSliderHoverBackground: '#ffffff3d',
  scrollbarSliderActiveBackground: '#ffffff52',
  overviewRulerBorder: '#00000000',
};

const light: ITheme = {
  background: '#ffffff',
  foreground: '#22252b',
  cursor: '#22252b',
  cursorAccent: '#ffffff',
  selectionBackground: '#bcd3ff',
  selectionInactiveBackground: '#dde4f0',
  black: '#22252b',
  red: '#c0242c',
  green: '#1a7a34',
  yellow: '#8a6100',
  blue: '#2457c5',
  magenta: '#8a35b5',
  cyan: '#0b7285',
  white: '#6b7280',
  brightBlack: '#565c69',
  brightRed: '#a5161f',
  brightGreen: '#12622a',
  brightYellow: '#6f4e00',
  brightBlue: '#1b449d',
  brightMagenta: '#702693',
  brightCyan: '#095c6b',
  brightWhite: '#3b3f47',
  scrollbarSliderBackground: '#00000024',
  scrollbarSliderHoverBackground: '#00000042',
  scrollbarSliderActiveBackground: '#0000005c',
  overviewRulerBorder: '#00000000',
};

export type ThemeName = 'light' | 'dark';
export const terminalThemes: Readonly<Record<ThemeName, ITheme>> = { light, dark };

/** `touch`: xterm never has the keyboard there, and a selection is no less meant. */
export function themeFor(name: ThemeName, touch = false): ITheme {
  const theme = terminalThemes[name];
  const { selectionBackground } = theme;
  if (!touch || selectionBackground === undefined) return theme;
  return { ...theme, selectionInactiveBackground: selectionBackground };
}

/** Colours of search matches, with those of the match one stands on. */
export const matchColours: Readonly<Record<ThemeName, { readonly match: string; readonly active: string }>> = {
  dark: { match: '#5b4a1c', active: '#a8741a' },
  light: { match: '#ffe9a8', active: '#ffb84d' },
};
