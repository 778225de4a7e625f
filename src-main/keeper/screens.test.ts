import { expect, test } from 'vitest';
import { silentLog } from '../../src-shared/base/log.ts';
import { Output } from './output.ts';
import { Screens } from './screens.ts';
import { systemClock } from './system-clock.ts';
import { waitFor } from './testing/keeper-process.ts';

const size = { cols: 80, rows: 24 };
const deaf = { reply() {}, facts() {} };

test('output that the parser cannot keep up with holds its source, and flows again when it has', async () => {
  const screens = new Screens(systemClock, silentLog, 1024 * 1024);
  const flowing: boolean[] = [];
  const output = new Output((flows) => flowing.push(flows));
  const screen = screens.open(size, output, deaf);
  const line = Buffer.from(`${'\x1b[31mred\x1b[m '.repeat(300)}\r\n`);
  while (flowing.length === 0) output.append(line);
  expect(flowing).toEqual([false]);
  expect(screens.backlog).toBeLessThan(2 * 1024 * 1024);
  await waitFor('the source to flow', () => flowing.includes(true));
  await waitFor('everything to be parsed', () => screens.backlog === 0);
  expect((await screen.text()).lines[0]).toContain('red red');
  screens.dispose();
});

test('a flood of one terminal does not delay the answer to another one', async () => {
  const screens = new Screens(systemClock, silentLog);
  const flood = new Output(() => {});
  const quiet = new Output(() => {});
  screens.open(size, flood, deaf);
  let replied = 0;
  const screen = screens.open(size, quiet, { ...deaf, reply: () => replied++ });
  await screen.text();
  for (let i = 0; i < 4000; i++) flood.append(Buffer.from('\x1b[31mx\x1b[m'.repeat(400)));
  const started = performance.now();
  quiet.append(Buffer.from('\x1b[c'));
  await waitFor('the reply', () => replied === 1);
  expect(performance.now() - started).toBeLessThan(200);
  expect(screens.backlog).toBeGreaterThan(0);
  screens.dispose();
});

test('when the worker dies its screens are painted again from the rings, and what was asked is refused', async () => {
  const screens = new Screens(systemClock, silentLog);
  const output = new Output(() => {});
  const screen = screens.open(size, output, deaf);
  output.append(Buffer.from('before\r\n'));
  expect((await screen.text()).lines[0]).toBe('before');
  const { worker } = screens as unknown as { readonly worker: { terminate(): Promise<number> } };
  const asked = screen.text().catch((error: Error) => error.message);
  await worker.terminate();
  output.append(Buffer.from('meanwhile\r\n'));
  expect(await asked).toMatch(/started again|before/);
  let lines: string[] = [];
  const end = performance.now() + 5000;
  while (lines[1] !== 'meanwhile' && performance.now() < end)
    lines = await screen.text().then(
      (text) => text.lines,
      () => new Promise<string[]>((resolve) => setImmediate(resolve, [])),
    );
  expect(lines.slice(0, 2)).toEqual(['before', 'meanwhile']);
  screens.dispose();
});

test('what is asked of a terminal that goes meanwhile is not found, which is no failure', async () => {
  const screens = new Screens(systemClock, silentLog);
  const gone = screens.open(size, new Output(() => {}), deaf);
  await gone.text();
  screens.close(gone);
  await expect(screens.ask(gone.number, { kind: 'text' })).rejects.toMatchObject({ fault: 'notFound' });
  screens.dispose();
});
