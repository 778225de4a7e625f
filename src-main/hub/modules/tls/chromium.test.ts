import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { type Browser, chromium } from 'playwright-core';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Route } from '../../server/routes.ts';
import { CERTUTIL, CHROMIUM, CHROMIUM_ARGS, trustAuthority } from '../../testing/chromium.ts';
import { installed } from '../../testing/installed.ts';
import { temporaryDirectory, testRandom } from '../../testing/test-store.ts';
import { until } from '../../testing/until.ts';
import { makeLeaf } from './certificates.ts';
import { LOCAL_NAME, startTlsWorld, type TlsWorld } from './testing/tls-world.ts';

let directory: ReturnType<typeof temporaryDirectory>;
let ends: Array<() => Promise<void> | void>;

beforeEach(() => {
  directory = temporaryDirectory();
  ends = [];
});

afterEach(async () => {
  for (const end of ends.reverse()) await end();
  directory.dispose();
});

/** A page that can be installed, with a service worker that answers for one path. */
const phonePage = ['/phone/', '/phone/worker.js'].map(
  (path): Route => ({
    kind: 'http',
    path,
    access: 'public',
    by: 'all',
    methods: ['GET'],
    answer: () =>
      path.endsWith('.js')
        ? {
            status: 200,
            headers: { 'content-type': 'text/javascript' },
            body: `self.addEventListener('install', () => self.skipWaiting());
              self.addEventListener('activate', (event) => event.waitUntil(self.clients.claim()));
              self.addEventListener('fetch', (event) => {
                if (event.request.url.endsWith('/phone/kept')) event.respondWith(new Response('from the worker'));
              });`,
          }
        : {
            status: 200,
            headers: { 'content-type': 'text/html' },
            body: '<!doctype html><title>phone</title>',
            installable: { connect: [] },
          },
  }),
);

async function openHub(): Promise<TlsWorld> {
  const hub = await startTlsWorld({ dataDir: `${directory.path}/data`, routes: () => phonePage });
  ends.push(() => hub.stop());
  await until('the vault is open', () => hub.vault.phase.kind === 'open');
  hub.lan({ network: 'n_home', address: '192.168.7.1', port: 20_000 + Math.floor(Math.random() * 20_000) });
  await hub.create();
  return hub;
}

/** Chromium in a home of its own, in which this certificate stands as a user would have installed it. */
async function trustingBrowser(cert: Uint8Array): Promise<Browser> {
  const home = join(directory.path, 'home');
  trustAuthority(home, cert);
  const map = ['192.168.7.1', LOCAL_NAME, 'example.com'].map((name) => `MAP ${name} 127.0.0.1`).join(',');
  const browser = await chromium.launch({
    executablePath: CHROMIUM,
    args: [...CHROMIUM_ARGS, `--host-resolver-rules=${map}`],
    env: { ...process.env, HOME: home },
  });
  ends.push(() => browser.close());
  return browser;
}

test('Chromium with this authority opens https by address and by name, and registers a service worker', async (context) => {
  if (!existsSync(CHROMIUM)) return context.skip('Chromium is not installed');
  if (!installed(CERTUTIL)) return context.skip('certutil, which lets Chromium trust an authority, is not installed');
  const hub = await openHub();
  const cert = new Uint8Array(await (await fetch(`${hub.server.url}/trust/homeport.crt`)).arrayBuffer());
  const browser = await trustingBrowser(cert);
  expect(hub.tls.info.origins).toHaveLength(2);
  for (const origin of hub.tls.info.origins) {
    const page = await (await browser.newContext()).newPage();
    await page.goto(`${origin}/trust/`);
    expect(await page.locator('.done').innerText()).toContain('It worked');
    await page.goto(`${origin}/phone/`);
    const kept = await page.evaluate(async () => {
      await navigator.serviceWorker.register('/phone/worker.js');
      await navigator.serviceWorker.ready;
      if (navigator.serviceWorker.controller === null) {
        await new Promise((resolve) => navigator.serviceWorker.addEventListener('controllerchange', resolve));
      }
      return { isSecure: isSecureContext, said: await (await fetch('/phone/kept')).text() };
    });
    expect(kept).toEqual({ isSecure: true, said: 'from the worker' });
    await page.context().close();
  }
});

test('Chromium with this authority still refuses a website that the authority has signed for', async (context) => {
  if (!existsSync(CHROMIUM)) return context.skip('Chromium is not installed');
  if (!installed(CERTUTIL)) return context.skip('certutil, which lets Chromium trust an authority, is not installed');
  const hub = await openHub();
  const { phase } = hub.vault;
  if (phase.kind !== 'open') throw new Error('the vault is not open');
  // Whoever had stolen the key could do no more than this.
  const sealed = phase.secrets.get('tls-authority');
  if (sealed.kind !== 'found') throw new Error('no authority');
  const { cert, key } = JSON.parse(Buffer.from(sealed.value).toString()) as { cert: string; key: string };
  const authority = { cert: Buffer.from(cert, 'base64'), key: Buffer.from(key, 'base64') };
  const given = { now: Date.now(), random: testRandom };
  const serve = async (names: string[]): Promise<number> => {
    const leaf = await makeLeaf(authority, names, given);
    const server: Server = createServer({ cert: leaf.cert, key: leaf.key }, (_request, response) =>
      response.end('here'),
    );
    ends.push(() => {
      server.closeAllConnections();
      server.close();
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return (server.address() as AddressInfo).port;
  };
  const browser = await trustingBrowser(authority.cert);
  const page = await browser.newPage();
  await page.goto(`https://${LOCAL_NAME}:${await serve([LOCAL_NAME])}/`);
  expect(await page.innerText('body')).toBe('here');
  await expect(page.goto(`https://example.com:${await serve(['example.com', LOCAL_NAME])}/`)).rejects.toThrow(
    'ERR_CERT_',
  );
});
