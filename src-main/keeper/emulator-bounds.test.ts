import type { Terminal } from '@xterm/headless';
import { expect, test } from 'vitest';
import type { BoundableCore } from '../../src-shared/emulator/emulator-bounds.ts';
import { type Cell, coreOf, newTerminal } from './xterm-core.ts';

/** Without bounds each of these takes half a minute or more. */
const MANY = 50_000_000;
const SOON_MS = 2_000;

const feed = (terminal: Terminal, text: string): void => coreOf(terminal)._inputHandler.parse(Buffer.from(text));
const linksOf = (terminal: Terminal): BoundableCore['_oscLinkService']['_dataByLinkId'] =>
  (terminal as unknown as { _core: BoundableCore })._core._oscLinkService._dataByLinkId;

function shown(terminal: Terminal): string[] {
  const buffer = terminal.buffer.active;
  return Array.from({ length: buffer.length }, (_, y) => buffer.getLine(y)?.translateToString(true) ?? '');
}

test.each(['L', 'M', 'S', 'T', 'I', 'Z', 'b'])('CSI n %s costs no more than the grid, however large n is', (final) => {
  const [wild, tame] = [newTerminal(80, 24, 100), newTerminal(80, 24, 100)];
  const text = Array.from({ length: 24 }, (_, row) => `line ${row}`).join('\r\n');
  const before = performance.now();
  feed(wild, `${text}\x1b[12;40Hx\x1b[${MANY}${final}|`);
  expect(performance.now() - before).toBeLessThan(SOON_MS);
  feed(tame, `${text}\x1b[12;40Hx\x1b[${final === 'b' ? 80 * 24 : 80}${final}|`);
  expect(shown(wild)).toEqual(shown(tame));
  for (const each of [wild, tame]) each.dispose();
});

test('the largest number there is, and one that is not given, are bounded as well', () => {
  const terminal = newTerminal(20, 5, 10);
  feed(terminal, 'A\x1b[2147483647b\x1b[H\x1b[99999999999L\x1b[Mend');
  expect(shown(terminal).join('\n')).toContain('end');
  terminal.dispose();
});

test('links that are drawn over each other without end are forgotten, the newest is not', () => {
  const terminal = newTerminal(80, 24, 100);
  for (let n = 0; n < 5_000; n++) feed(terminal, `\r\x1b]8;;http://x/${n}\x1b\\link ${n}\x1b]8;;\x1b\\`);
  expect(linksOf(terminal).size).toBeLessThanOrEqual(1_200);
  const [newest] = [...linksOf(terminal)].slice(-1);
  expect(newest?.[1]).toMatchObject({ data: { uri: 'http://x/4999' } });
  terminal.dispose();
});

test('a link of endless length is none, and ends the one before it', () => {
  const terminal = newTerminal(80, 24, 100);
  feed(terminal, '\x1b]8;;http://x/\x1b\\a');
  feed(terminal, `\x1b]8;;http://${'y'.repeat(100_000)}\x1b\\b`);
  expect(linksOf(terminal).size).toBe(1);
  const line = terminal.buffer.active.getLine(0);
  const linkAt = (x: number): number | undefined => (line?.getCell(x) as Cell | undefined)?.extended.urlId;
  expect([linkAt(0), linkAt(1)]).toEqual([1, 0]);
  terminal.dispose();
});
