import fc from 'fast-check';
import { beforeEach, expect, test } from 'vitest';
import { type Log, type LogFields, silentLog } from '../../src-shared/base/log.ts';
import { desktopCalls } from '../../src-shared/desktop/desktop-api.ts';
import { type AskedCall, answerCall, type CallHandlers, CallRefused } from './call-gate.ts';

const HUB = 'http://127.0.0.1:4140/';
const LINK = 'the secret of a link';

interface World {
  readonly done: unknown[][];
  readonly logged: string[];
}

let world: World;
beforeEach(() => {
  world = { done: [], logged: [] };
});

const log: Log = {
  ...silentLog,
  warn: (message: string, fields?: LogFields) => world.logged.push(JSON.stringify([message, fields])),
  error: (message: string, fields?: LogFields) => world.logged.push(JSON.stringify([message, fields])),
};

/** Every call does nothing but remember, except those that are named here. */
const handlers = {
  ...Object.fromEntries(
    Object.keys(desktopCalls).map((name) => [
      name,
      (...args: unknown[]) => {
        world.done.push([name, ...args]);
        return null;
      },
    ]),
  ),
  takeLink: () => LINK,
  restart: () => {
    throw new CallRefused('Not now.');
  },
  reload: () => {
    throw new Error('ENOENT');
  },
} as unknown as CallHandlers<string>;

const own: AskedCall<string> = {
  window: 'main',
  frame: { url: HUB, main: true },
  name: 'openExternal',
  args: ['https://example.org/'],
};

function ask(change: Partial<AskedCall<string>>): ReturnType<typeof answerCall> {
  return answerCall({ ...own, ...change }, { hub: HUB, handlers, log });
}

test('the main document of a window of ours is answered', async () => {
  expect(await ask({})).toEqual({ ok: true, value: null });
  expect(await ask({ name: 'takeLink', args: [] })).toEqual({ ok: true, value: LINK });
  expect(world.done).toEqual([['openExternal', 'main', 'https://example.org/']]);
});

test.each<[string, Partial<AskedCall<string>>]>([
  ['a window that is not ours', { window: undefined }],
  ['a frame inside of the page', { frame: { url: HUB, main: false } }],
  ['a document that is gone', { frame: undefined }],
  ['another port of this machine', { frame: { url: 'http://127.0.0.1:4141/', main: true } }],
  ['another name of this machine', { frame: { url: 'http://localhost:4140/', main: true } }],
  ['a name that begins like ours', { frame: { url: 'http://127.0.0.1:4140.evil.example/', main: true } }],
  ['text that our own page made a document of', { frame: { url: `blob:${HUB}5`, main: true } }],
  ['a file', { frame: { url: 'file:///tmp/x.html', main: true } }],
  ['an address that is none', { frame: { url: '', main: true } }],
])('%s is refused, whatever it asks for', async (_name, change) => {
  for (const call of Object.keys(desktopCalls)) {
    const reply = await ask({ ...change, name: call, args: [] });
    expect(reply.ok, call).toBe(false);
  }
  expect(world.done).toEqual([]);
  expect(world.logged).toHaveLength(Object.keys(desktopCalls).length);
});

test.each([['toString'], ['__proto__'], ['constructor'], ['nothing'], [''], [7], [null], [undefined], [['takeLink']]])(
  'there is no call named %j',
  async (name) => {
    expect(await ask({ name })).toMatchObject({ ok: false });
    expect(world.logged.join()).toContain('"unknown"');
  },
);

test('arguments that do not fit are refused and never logged', async () => {
  const secret = 'hunter2';
  for (const args of [[], [secret, secret], [{ secret }], [secret.repeat(2000)], secret, null, undefined])
    expect(await ask({ args })).toMatchObject({ ok: false });
  expect(world.done).toEqual([]);
  expect(world.logged.join()).not.toContain(secret);
});

test('a refusal is told in its own words', async () => {
  expect(await ask({ name: 'restart', args: [] })).toEqual({ ok: false, sentence: 'Not now.' });
});

test('a call that fails is a sentence for the page and a line in the log', async () => {
  expect(await ask({ name: 'reload', args: [] })).toEqual({
    ok: false,
    sentence: 'The desktop app could not do this: ENOENT',
  });
  expect(world.logged).toHaveLength(1);
});

test('the secret of a link is in no log', async () => {
  await ask({ name: 'takeLink', args: [] });
  expect(world.logged).toEqual([]);
});

/** What structured cloning brings over, also what a page could only make on purpose. */
const anything = fc.anything({
  withBigInt: true,
  withDate: true,
  withMap: true,
  withSet: true,
  withTypedArray: true,
  withSparseArray: true,
  withNullPrototype: true,
  key: fc.oneof(fc.string(), fc.constantFrom('__proto__', 'constructor', 'length', 'id', 'toString')),
});

test('whatever is given for a name and for arguments, no call sees what it did not ask for', async () => {
  const names = fc.oneof(fc.constantFrom(...Object.keys(desktopCalls)), anything);
  const untouched = JSON.stringify(Object.getOwnPropertyNames(Object.prototype));
  await fc.assert(
    fc.asyncProperty(names, fc.oneof(anything, fc.array(anything, { maxLength: 3 })), async (name, args) => {
      world.done.length = 0;
      const reply = await ask({ name, args });
      expect(typeof reply.ok).toBe('boolean');
      for (const [called, , ...seen] of world.done) {
        const { args: shape } = desktopCalls[called as keyof typeof desktopCalls];
        expect(shape.parse(seen)).toEqual(seen);
      }
    }),
    { numRuns: 500 },
  );
  expect(JSON.stringify(Object.getOwnPropertyNames(Object.prototype))).toBe(untouched);
});

test('arguments of any size are refused in a moment', async () => {
  const much = 'x'.repeat(20_000_000);
  const commands = Array.from({ length: 20_000 }, () => ({
    id: much,
    title: '',
    group: '',
    accelerator: null,
    enabled: true,
  }));
  let deep: unknown = 'x';
  for (let n = 0; n < 20_000; n++) deep = [deep];
  for (const [name, args] of [
    ['openExternal', [much]],
    ['chooseDirectory', [much]],
    ['setMenu', [commands]],
    ['setMenu', deep],
    [much, []],
  ] as const)
    expect((await ask({ name, args })).ok, String(name).slice(0, 20)).toBe(false);
  expect(world.done).toEqual([]);
  expect(world.logged.join('').length).toBeLessThan(2000);
});
