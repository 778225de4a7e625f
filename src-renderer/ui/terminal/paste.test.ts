import fc from 'fast-check';
import { expect, test } from 'vitest';
import { planPaste } from './paste.ts';

const RUNS = Number(process.env['HOMEPORT_FUZZ_RUNS'] ?? 1000);

/** Text with everything in it that could hurt, and whatever else there is. */
const pasted = fc
  .array(
    fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom('\x1b[201~', '\x1b', '\x9b201~', '\r\n', '\n', '\x03', '\x15', '\u202e', 'ls'),
    ),
  )
  .map((parts) => parts.join(''));

test('I13: pasted text cannot end a bracketed paste or carry an escape sequence, whatever is in it', () => {
  fc.assert(
    fc.property(pasted, fc.boolean(), (text, bracketed) => {
      const plan = planPaste(text, bracketed);
      if (plan.kind === 'nothing') return;
      const inside = bracketed ? plan.data.slice('\x1b[200~'.length, -'\x1b[201~'.length) : plan.data;
      // biome-ignore lint/suspicious/noControlCharactersInRegex: controls are what must not be there
      expect(inside).not.toMatch(/[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]/);
      expect(plan.kind === 'send' && !bracketed && plan.data.includes('\r')).toBe(false);
    }),
    { numRuns: RUNS },
  );
});

test('one line goes out as it is, several are shown first, a program that brackets gets them at once', () => {
  expect(planPaste('ls -l', false)).toEqual({ kind: 'send', data: 'ls -l' });
  expect(planPaste('a\r\nb\n', false)).toEqual({ kind: 'ask', text: 'a\nb\n', lines: 2, data: 'a\rb\r' });
  expect(planPaste('a\nb', true)).toEqual({ kind: 'send', data: '\x1b[200~a\rb\x1b[201~' });
  expect(planPaste('\x1b\x07', false)).toEqual({ kind: 'nothing' });
});
