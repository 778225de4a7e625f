import type { CSSProperties } from 'react';
import { LOOK, type StyledRun } from '../../ui/terminal/styled-lines.ts';
import { type ThemeName, terminalThemes } from '../../ui/terminal/themes.ts';

const NAMED = [
  'black',
  'red',
  'green',
  'yellow',
  'blue',
  'magenta',
  'cyan',
  'white',
  'brightBlack',
  'brightRed',
  'brightGreen',
  'brightYellow',
  'brightBlue',
  'brightMagenta',
  'brightCyan',
  'brightWhite',
] as const;
/** Of the palette's cube of six levels a colour. */
const LEVELS = [0, 95, 135, 175, 215, 255];
const CUBE = 16;
const GREYS = 232;

/** A colour of the palette, or one that is written out, in a theme. */
export function cssColour(colour: number | string, name: ThemeName): string | undefined {
  if (typeof colour === 'string') return colour;
  const named = NAMED[colour];
  if (named !== undefined) return terminalThemes[name][named];
  const grey = 8 + (colour - GREYS) * 10;
  if (colour >= GREYS) return `rgb(${grey} ${grey} ${grey})`;
  const at = colour - CUBE;
  const [r, g, b] = [Math.floor(at / 36), Math.floor(at / 6) % 6, at % 6].map((level) => LEVELS[level] ?? 0);
  return `rgb(${r} ${g} ${b})`;
}

/** How characters of one look are drawn. */
export function runStyle({ f, b, s = 0 }: StyledRun, name: ThemeName): CSSProperties {
  const { foreground, background } = terminalThemes[name];
  const letters = f === undefined ? undefined : cssColour(f, name);
  const ground = b === undefined ? undefined : cssColour(b, name);
  const turned = (s & LOOK.inverse) !== 0;
  const color = turned ? (ground ?? background) : letters;
  const backgroundColor = turned ? (letters ?? foreground) : ground;
  const lines = [(s & LOOK.underline) !== 0 && 'underline', (s & LOOK.struck) !== 0 && 'line-through'].filter(Boolean);
  return {
    ...(color === undefined ? {} : { color }),
    ...(backgroundColor === undefined ? {} : { backgroundColor }),
    ...((s & LOOK.bold) === 0 ? {} : { fontWeight: 700 }),
    ...((s & LOOK.dim) === 0 ? {} : { opacity: 0.6 }),
    ...((s & LOOK.italic) === 0 ? {} : { fontStyle: 'italic' }),
    ...(lines.length === 0 ? {} : { textDecorationLine: lines.join(' ') }),
  };
}
