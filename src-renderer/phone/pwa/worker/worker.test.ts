import { expect, test } from 'vitest';
import { leadsTo, type Notifier, readMessage, show, UNREADABLE } from './notices.ts';
import { openPage, type Pages } from './open-page.ts';
import { ShellCache } from './shell-cache.ts';

const SCOPE = 'https://192.168.1.5:4141/phone/';

/** Caches as browsers have them, over a hub that serves these files. */
function paperCaches(served: Map<string, string>) {
  const all = new Map<string, Map<string, string>>();
  const respond = (text: string | undefined): Response | undefined =>
    text === undefined ? undefined : new Response(text);
  const open = (name: string) => {
    const cache = all.get(name) ?? new Map<string, string>();
    all.set(name, cache);
    return {
      match: async (url: string) => respond(cache.get(url)),
      addAll: async (files: string[]) => {
        const got = files.map((file) => [new URL(file, SCOPE).href, served.get(file)] as const);
        if (got.some(([, text]) => text === undefined)) throw new TypeError('Failed to fetch');
        for (const [url, text] of got) cache.set(url, text ?? '');
      },
    };
  };
  const caches = {
    open: async (name: string) => open(name),
    keys: async () => [...all.keys()],
    delete: async (name: string) => all.delete(name),
    match: async (url: string) =>
      respond([...all.values()].map((cache) => cache.get(url)).find((text) => text !== undefined)),
  };
  return { all, caches: caches as unknown as CacheStorage };
}

async function get(shell: ShellCache, path: string, mode = 'cors'): Promise<string | undefined> {
  const request = { method: 'GET', url: new URL(path, SCOPE).href, mode } as Request;
  return (await shell.answer(request, async () => new Response('from the network')))?.text();
}

test('a shell is whole or not at all, and a page of the one before it still finds its parts', async () => {
  const served = new Map([
    ['./', 'page 1'],
    ['./assets/a-1.js', 'a 1'],
  ]);
  const { caches, all } = paperCaches(served);
  const shell = (version: string, part: string) => new ShellCache(caches, { version, files: ['./', part] }, SCOPE);
  const one = shell('1', './assets/a-1.js');
  await one.fill();
  await one.sweep();
  expect(await get(one, '')).toBe('page 1');
  expect(await get(one, 'whatever?x#t/t_0001', 'navigate')).toBe('page 1');
  expect(await get(one, 'assets/elsewhere.js')).toBe('from the network');
  expect(await get(one, '../trust/')).toBe(undefined);
  const two = shell('2', './assets/a-2.js');
  served.set('./', 'page 2');
  await expect(two.fill()).rejects.toThrow();
  served.set('./assets/a-2.js', 'a 2');
  await two.fill();
  await two.sweep();
  // Its own page, never that of another shell; parts of both.
  expect([await get(two, ''), await get(two, 'assets/a-1.js'), await get(two, 'assets/a-2.js')]).toEqual([
    'page 2',
    'a 1',
    'a 2',
  ]);
  served.set('./assets/a-3.js', 'a 3');
  const three = shell('3', './assets/a-3.js');
  await three.fill();
  await three.sweep();
  expect([...all.keys()]).toEqual(['homeport-2', 'homeport-3']);
});

test('every push shows something; one that withdraws takes it away again', async () => {
  const shown = new Map<string, { title: string; body: string }>();
  const notifier = {
    showNotification: async (title: string, { tag = '', body = '' }: NotificationOptions) =>
      void shown.set(tag, { title, body }),
    getNotifications: async ({ tag }: { tag: string }) => (shown.has(tag) ? [{ close: () => shown.delete(tag) }] : []),
  } as unknown as Notifier;
  const message = { title: 'Bell in build', body: '', tag: 't_0001', terminal: 't_0001' };
  expect(readMessage(JSON.stringify({ ...message, more: 'of a newer hub' }))).toEqual(message);
  for (const text of [undefined, '', 'null', '{}', '[1]']) expect(readMessage(text)).toBe(UNREADABLE);
  await show(notifier, message);
  expect(shown.get('t_0001')?.title).toBe('Bell in build');
  await show(notifier, { ...message, withdraw: true });
  expect(shown.size).toBe(0);
  expect([leadsTo({ terminal: 't_0001' }), leadsTo({}), leadsTo(null), leadsTo({ terminal: 7 })]).toEqual([
    '#t/t_0001',
    '',
    '',
    '',
  ]);
});

test('a tap goes to the page that is there, best to the one in sight; without one another is opened', async () => {
  const done: string[] = [];
  const window = (name: string, url: string, focused: boolean) => ({
    url,
    focused,
    postMessage: ({ fragment }: { fragment: string }) => void done.push(`${name} goes to ${fragment}`),
    focus: async () => {
      throw new TypeError('not allowed');
    },
  });
  const pages = (...open: ReturnType<typeof window>[]): Pages => ({
    matchAll: async () => open as unknown as Awaited<ReturnType<Pages['matchAll']>>,
    openWindow: async (url) => {
      done.push(`opened ${url}`);
      return null;
    },
  });
  const elsewhere = window('trust', 'https://192.168.1.5:4141/trust/', true);
  await openPage(pages(elsewhere), SCOPE, '#t/t_0001');
  await openPage(pages(elsewhere, window('one', SCOPE, false), window('two', SCOPE, true)), SCOPE, '#t/t_0001');
  await openPage(pages(window('one', SCOPE, true), window('two', `${SCOPE}#t/t_0001`, false)), SCOPE, '#t/t_0001');
  expect(done).toEqual([`opened ${SCOPE}#t/t_0001`, 'two goes to #t/t_0001', 'two goes to #t/t_0001']);
});
