import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Clock } from '../../src-shared/base/clock.ts';
import { fuzzRuns } from '../../src-shared/base/testing/fuzz.ts';
import { factsSchema } from '../../src-shared/keeper-protocol/messages.ts';
import { FactsReader } from './facts.ts';

const nothing = { dispose() {} };

function readerAt(time: { now: number }): FactsReader {
  const clock: Clock = { now: () => time.now, monotonic: () => time.now, after: () => nothing, every: () => nothing };
  return new FactsReader(clock, 'Host.example.org', () => {});
}

test('a directory is taken from this machine only, decoded, absolute and plain', () => {
  const facts = readerAt({ now: 0 });
  const cwd = (url: string): string | null => {
    facts.readCwdUrl(url);
    return facts.facts.cwd;
  };
  expect(cwd('file://elsewhere/etc')).toBe(null);
  expect(cwd('file:///tmp/a%20b')).toBe('/tmp/a b');
  expect(cwd('file://HOST/%C3%A9')).toBe('/é');
  expect(cwd('file://host.example.org/x')).toBe('/x');
  expect(cwd('file:///bad%0Aname')).toBe('/x');
  expect(cwd('file:///bad%zz')).toBe('/x');
  expect(cwd('http:///y')).toBe('/x');
  facts.readCwdPath('"C:\\Users\\me"');
  expect(facts.facts.cwd).toBe('C:\\Users\\me');
});

test('a command runs from C to D, with its line, exit code and duration', () => {
  const time = { now: 1000 };
  const facts = readerAt(time);
  expect(facts.facts.run).toEqual({ kind: 'unknown' });
  facts.readMark('A');
  facts.readMark('C;cmdline=echo a; echo b');
  expect(facts.facts.run).toEqual({ kind: 'running', line: 'echo a; echo b', since: 1000 });
  time.now = 3500;
  facts.readMark('D;130');
  facts.readMark('A');
  facts.readMark('B');
  expect(facts.facts.run).toEqual({ kind: 'prompt', lastExitCode: 130, lastDurationMs: 2500 });
  facts.readMark('D;1');
  expect(facts.facts.run).toMatchObject({ lastExitCode: 130 });
  facts.readMark('E;ls\\x3b pwd;nonce');
  facts.readMark('C');
  expect(facts.facts.run).toMatchObject({ kind: 'running', line: 'ls; pwd' });
});

test('whatever a program sends, facts are what the protocol allows (fuzz)', () => {
  fc.assert(
    fc.property(
      fc.array(
        fc.tuple(
          fc.nat(4),
          fc.string({ maxLength: 6000, unit: 'binary' }),
          fc.constantFrom('', 'C;cmdline_url=', 'D;', 'E;', 'file:///'),
        ),
      ),
      (calls) => {
        const facts = readerAt({ now: 0 });
        for (const [which, text, before] of calls) {
          const data = before + text;
          [facts.readTitle, facts.readCwdUrl, facts.readCwdPath, facts.readMark, facts.ring][which]?.call(facts, data);
        }
        factsSchema.parse(facts.facts);
        expect(facts.facts.title).not.toMatch(/\p{Cc}/u);
        expect(facts.facts.title.isWellFormed()).toBe(true);
      },
    ),
    fuzzRuns(300),
  );
});
