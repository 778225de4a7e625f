import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { silentLog } from '../../../src-shared/base/log.ts';
import { defaultSettings } from '../../../src-shared/protocol/channels/settings/state.ts';
import type { Caller } from '../caller.ts';
import type { AuditRow } from '../store/audit.ts';
import { Exports } from '../store/exports.ts';
import { ManualClock } from '../testing/manual-clock.ts';
import { temporaryDirectory } from '../testing/test-store.ts';
import { until } from '../testing/until.ts';
import { type ExportedTerminal, type ExportSources, exportText } from './export-text.ts';
import { Storage } from './storage.ts';

const nothing: ExportSources = {
  version: '0.1.0',
  hub: 'h_test',
  at: 0,
  settings: defaultSettings,
  devices: [],
  terminals: [],
  audit: () => [],
};

const terminal = (id: string, screenText: ExportedTerminal['screenText']): ExportedTerminal => ({
  record: { info: { id }, started: { env: {} } },
  screenText,
});

/** As the audit log gives them, without keeping them. */
function auditOf(count: number): { audit: ExportSources['audit']; reads: number } {
  const source = {
    reads: 0,
    audit(after: number, most: number): AuditRow[] {
      source.reads++;
      const length = Math.max(0, Math.min(most, count - after));
      return Array.from({ length }, (_, n) => {
        const seq = after + n + 1;
        return { seq, at: seq, who: 'd_test', what: 'terminal.session.start', verdict: 'ok', hash: 'f'.repeat(64) };
      });
    },
  };
  return source;
}

test('an export is made piece by piece as it is taken, however long the audit log is', async () => {
  const audit = auditOf(100_000);
  const counts = { terminals: 0, auditEntries: 0 };
  let text = '';
  for await (const piece of exportText({ ...nothing, audit: audit.audit }, counts)) {
    const before = audit.reads;
    expect(piece.length).toBeLessThan(64 * 1024);
    text += piece;
    // Nothing is read ahead of who takes it.
    expect(audit.reads).toBe(before);
  }
  expect(counts).toEqual({ terminals: 0, auditEntries: 100_000 });
  expect((JSON.parse(text) as { audit: AuditRow[] }).audit.map(({ seq }) => seq)).toEqual(
    Array.from({ length: 100_000 }, (_, n) => n + 1),
  );
});

test('an export of nothing is JSON, and a terminal whose screen nobody has stands there without one', async () => {
  const texts: string[] = [];
  const gone = terminal('t_gone', () => Promise.reject(new Error('its keeper is gone')));
  const here = terminal('t_here', () => Promise.resolve({ lines: ['"quoted"', 'два'] }));
  for (const terminals of [[], [gone], [here, gone, here]]) {
    let text = '';
    for await (const piece of exportText({ ...nothing, terminals }, { terminals: 0, auditEntries: 0 })) text += piece;
    texts.push(text);
  }
  const [none, one, three] = texts.map((text) => JSON.parse(text) as { terminals: unknown[]; audit: unknown[] });
  expect(none).toMatchObject({ terminals: [], audit: [], settings: defaultSettings });
  expect(one?.terminals).toEqual([{ id: 't_gone', started: { env: [] }, screen: null }]);
  expect(three?.terminals).toHaveLength(3);
  expect(three?.terminals[2]).toEqual({ id: 't_here', started: { env: [] }, screen: ['"quoted"', 'два'] });
});

test('a hub that stops while an export is written takes away what there is of it', async () => {
  const away = temporaryDirectory();
  const data = temporaryDirectory();
  let answer = (_screen: { lines: string[] }): void => {};
  let asked = false;
  const slow = terminal('t_slow', () => {
    asked = true;
    return new Promise((resolve) => {
      answer = resolve;
    });
  });
  const exports = new Exports(data.path, silentLog);
  const storage = new Storage({
    clock: new ManualClock(),
    exports,
    dataDir: data.path,
    terminals: { all: [{ ...slow, id: 't_slow', isOver: false }], remove() {} },
    shrink: () => Promise.resolve(),
    written: () => Promise.resolve(true),
    sources: () => nothing,
  });
  const path = join(away.path, 'export.json');
  const ask = (): unknown => storage.handlers['storage.data.export']({ path }, {} as Caller);
  const outcome = Promise.resolve(ask()).then(
    () => 'written',
    (error: Error) => error.message,
  );
  await until('the terminal is asked', () => asked);
  expect(existsSync(path)).toBe(true);
  await expect(ask()).rejects.toThrow('Another export is being written');
  exports.dispose();
  expect(existsSync(path)).toBe(false);
  answer({ lines: [] });
  expect(await outcome).toContain('The hub is stopping');
  expect(existsSync(path)).toBe(false);
  away.dispose();
  data.dispose();
});
