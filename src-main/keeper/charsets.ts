import { type Charset, coreOf, newTerminal } from './xterm-core.ts';

/** Final bytes of the national sets and the line-drawing one. */
const FINALS = '0AB4C5RQKYE6ZH7=';

let designators: Map<Charset, string> | undefined;

/** The letter that selects `charset`. xterm.js keeps the sets by identity, so a terminal is asked which is which. */
export function designator(charset: Charset): string {
  designators ??= askTerminal();
  return designators.get(charset) ?? 'B';
}

function askTerminal(): Map<Charset, string> {
  const found = new Map<Charset, string>();
  const terminal = newTerminal(2, 1, 0);
  const core = coreOf(terminal);
  for (const final of FINALS) {
    core._inputHandler.parse(new TextEncoder().encode(`\x1b(${final}`));
    if (!found.has(core._charsetService.charset)) found.set(core._charsetService.charset, final);
  }
  terminal.dispose();
  return found;
}
