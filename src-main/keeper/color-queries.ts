import type { Terminal } from '@xterm/headless';

/** What a program is told when it asks for colours: clients have themes of their own, most of them dark. */
const FOREGROUND = 0xe6e6e6;
const BACKGROUND = 0x111111;
const ANSI = [
  0x000000, 0xcd3131, 0x0dbc79, 0xe5e510, 0x2472c8, 0xbc3fbc, 0x11a8cd, 0xe5e5e5, 0x666666, 0xf14c4c, 0x23d18b,
  0xf5f543, 0x3b8eea, 0xd670d6, 0x29b8db, 0xffffff,
];
const CUBE = [0, 95, 135, 175, 215, 255];

/** Answers OSC 4, 10, 11 and 12 when they ask; what they set is for the clients that draw. */
export function answerColorQueries(terminal: Terminal, reply: (text: string) => void): void {
  terminal.parser.registerOscHandler(4, (data) => {
    const parts = data.split(';');
    for (let i = 0; i + 1 < parts.length; i += 2) {
      const index = Number(parts[i]);
      if (parts[i + 1] === '?' && Number.isInteger(index) && index >= 0 && index < 256)
        reply(`\x1b]4;${index};${spec(paletteColor(index))}\x1b\\`);
    }
    return false;
  });
  for (const [code, color] of [
    [10, FOREGROUND],
    [11, BACKGROUND],
    [12, FOREGROUND],
  ] as const) {
    terminal.parser.registerOscHandler(code, (data) => {
      // One sequence may ask for several, each for the next number: `10;?;?`.
      for (const [at, part] of data
        .split(';')
        .slice(0, 13 - code)
        .entries())
        if (part === '?')
          reply(`\x1b]${code + at};${spec(code + at === 11 ? BACKGROUND : at === 0 ? color : FOREGROUND)}\x1b\\`);
      return false;
    });
  }
}

function paletteColor(index: number): number {
  if (index < 16) return ANSI[index] ?? 0;
  if (index >= 232) return (8 + (index - 232) * 10) * 0x010101;
  const cube = index - 16;
  const part = (divisor: number): number => CUBE[Math.floor(cube / divisor) % 6] ?? 0;
  return (part(36) << 16) | (part(6) << 8) | part(1);
}

/** `rgb:rrrr/gggg/bbbb`, the form that X has always used. */
function spec(color: number): string {
  const pair = (shift: number): string => ((color >> shift) & 255).toString(16).padStart(2, '0').repeat(2);
  return `rgb:${pair(16)}/${pair(8)}/${pair(0)}`;
}
