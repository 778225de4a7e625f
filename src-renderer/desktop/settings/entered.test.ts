import { expect, test } from 'vitest';
import { enteredFont, enteredPort, enteredShell } from './entered.ts';

test.each([
  ['4140', 4140],
  [' 65535 ', 65535],
])('%o is a port', (text, port) => {
  expect(enteredPort(text)).toEqual({ ok: true, value: port });
});

test.each(['', '-1', '80', '1023', '65536', '4140.5', 'http', '99999999999'])(
  '%o is no port, and why is said',
  (text) => {
    expect(enteredPort(text)).toMatchObject({ ok: false, error: expect.stringMatching(/1024 to 65535\.$/) });
  },
);

test('a font is any name that CSS can hold', () => {
  expect(enteredFont(' Fira Code, Menlo ')).toEqual({ ok: true, value: 'Fira Code, Menlo' });
  expect(enteredFont('')).toEqual({ ok: true, value: '' });
  for (const text of ['x; color: red', 'a{', '\\', 'x'.repeat(201)]) expect(enteredFont(text).ok).toBe(false);
});

test('a shell is named by its whole path', () => {
  expect(enteredShell(' /bin/zsh')).toEqual({ ok: true, value: '/bin/zsh' });
  expect(enteredShell('C:\\Windows\\System32\\cmd.exe').ok).toBe(true);
  for (const text of ['', 'zsh', './zsh', '/bin/z\x1bsh']) expect(enteredShell(text).ok).toBe(false);
});
