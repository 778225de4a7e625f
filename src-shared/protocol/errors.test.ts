import { expect, test } from 'vitest';
import { ERRORS, type ErrorName, fromWireError, ProtocolError, toWireError } from './errors.ts';

const names = Object.keys(ERRORS) as ErrorName[];

test('every error has a code of its own and a sentence', () => {
  expect(new Set(names.map((name) => ERRORS[name].code)).size).toBe(names.length);
  for (const name of names) expect(ERRORS[name].sentence).toMatch(/^[A-Z].*\.$/);
});

test.each(names)('%s survives the wire with its sentence', (name) => {
  const wire = toWireError(new ProtocolError(name, 'What happened.'));
  expect(wire).toEqual({
    code: ERRORS[name].code,
    message: 'What happened.',
    data: { name, retry: ERRORS[name].retry },
  });
  const back = fromWireError(JSON.parse(JSON.stringify(wire)));
  expect(back).toBeInstanceOf(ProtocolError);
  expect([back.error, back.message, back.retry]).toEqual([name, 'What happened.', ERRORS[name].retry]);
});

test('what is thrown by others stays at home', () => {
  for (const thrown of [new Error('/home/user/secret'), 'secret', undefined, { code: 1 }]) {
    expect(toWireError(thrown)).toEqual(new ProtocolError('internal').toWire());
  }
});

test('a code of a newer hub is kept with its sentence', () => {
  const error = fromWireError({ code: 4999, message: 'Something new.' });
  expect([error.error, error.message]).toEqual(['internal', 'Something new.']);
});
