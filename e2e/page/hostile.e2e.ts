import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { connected, DOM_RENDERER, openShell, shows } from './hands.ts';
import { startWorld, type World } from './world.ts';

let world: World;
let elsewhere: Server;
beforeAll(async () => {
  world = await startWorld({ chromium: DOM_RENDERER });
  elsewhere = createServer((_request, response) => {
    response.setHeader('content-type', 'text/html').end('<title>elsewhere</title>');
  });
  await new Promise<void>((resolve) => elsewhere.listen(0, '127.0.0.1', resolve));
});
afterEach(() => world.closePages());
afterAll(async () => {
  elsewhere.closeAllConnections();
  elsewhere.close();
  await world.close();
});

test('the page does nothing that its own policy forbids', async () => {
  const page = await world.page();
  await connected(page);
  const told: string[] = [];
  page.on('console', (message) => told.push(message.text()));
  await page.addInitScript(() =>
    document.addEventListener('securitypolicyviolation', (event) =>
      console.log(`forbidden: ${event.violatedDirective}`),
    ),
  );
  await page.reload();
  await openShell(page);
  await page.keyboard.type("printf '\\e[38;2;1;2;3;4:3mcoloured\\n'\n");
  await shows(page, /^coloured/m);
  expect(told.filter((text) => text.startsWith('forbidden'))).toEqual([]);
});

test('output that asks for two thousand million lines stops neither the page nor the terminal', async () => {
  const page = await world.page();
  await openShell(page);
  await page.keyboard.type('printf \'A\\e[2147483647b\'; for c in L M S T I Z; do printf "\\e[2147483647$c"; done\n');
  await page.keyboard.type('clear; echo still-here\n');
  await shows(page, /^still-here/m);
});

test('a page from elsewhere can neither read, open nor detect anything here', async () => {
  const page = await world.page();
  await connected(page);
  await page.goto(`http://127.0.0.1:${(elsewhere.address() as AddressInfo).port}/`);
  const got = await page.evaluate(async (hub) => {
    const load = (tag: 'img' | 'script', src: string): Promise<string> =>
      new Promise((resolve) => {
        const element = document.createElement(tag);
        element.onload = () => resolve('loaded');
        element.onerror = () => resolve('nothing');
        element.src = src;
        document.head.append(element);
      });
    const socket = new WebSocket(`${hub.replace('http', 'ws')}ws`);
    return {
      socket: await new Promise((resolve) => {
        socket.onmessage = () => resolve('a message');
        socket.onclose = () => resolve('nothing');
      }),
      fetch: await fetch(hub).then(
        () => 'an answer',
        () => 'nothing',
      ),
      image: await load('img', `${hub}icon.svg`),
      script: await load('script', hub),
    };
  }, world.url);
  expect(got).toEqual({ socket: 'nothing', fetch: 'nothing', image: 'nothing', script: 'nothing' });
});
