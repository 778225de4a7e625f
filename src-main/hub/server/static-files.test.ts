import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { silentLog } from '../../../src-shared/base/log.ts';
import { RawSocket } from '../testing/raw-socket.ts';
import { startTestServer, type TestServer } from '../testing/test-server.ts';
import { pageRoute } from './static-files.ts';

let directory: string;
let page: string;
let hub: TestServer;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'homeport-page-'));
  page = join(directory, 'page');
  await mkdir(join(page, 'assets'), { recursive: true });
  await writeFile(join(directory, 'secret.txt'), 'secret');
  await writeFile(join(page, 'index.html'), '<!doctype html>');
  await writeFile(join(page, 'assets', 'main-abc123.js'), 'export {};');
  await writeFile(join(page, 'icon.svg'), '<svg/>');
  await symlink(join(directory, 'secret.txt'), join(page, 'link.txt'));
  hub = await startTestServer({ routes: [pageRoute(page, silentLog)] });
});

afterEach(async () => {
  await hub.server.close();
  await rm(directory, { recursive: true });
});

test('the index is never stored, hashed assets for good, the rest is asked about', async () => {
  const index = await fetch(`${hub.url}/`);
  expect(await index.text()).toBe('<!doctype html>');
  expect(index.headers.get('content-type')).toBe('text/html; charset=utf-8');
  expect(index.headers.get('cache-control')).toBe('no-store');
  const script = await fetch(`${hub.url}/assets/main-abc123.js?v=1`);
  expect(script.headers.get('content-type')).toBe('text/javascript; charset=utf-8');
  expect(script.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
  const icon = await fetch(`${hub.url}/icon.svg`);
  expect(icon.headers.get('cache-control')).toBe('no-cache');
  expect(icon.headers.get('content-security-policy')).toContain("default-src 'none'");
});

test('what a browser already has is not sent again', async () => {
  const etag = (await fetch(`${hub.url}/icon.svg`)).headers.get('etag') ?? '';
  const again = await fetch(`${hub.url}/icon.svg`, { headers: { 'if-none-match': etag } });
  expect(again.status).toBe(304);
  expect(await again.text()).toBe('');
});

test('HEAD has everything but the body', async () => {
  const head = await fetch(`${hub.url}/icon.svg`, { method: 'HEAD' });
  expect(head.status).toBe(200);
  expect(head.headers.get('content-length')).toBe('6');
});

test.each([
  '/../secret.txt',
  '/%2e%2e/secret.txt',
  '/assets/..%2f..%2fsecret.txt',
  '/link.txt',
  '/index.html',
  '/assets',
])('%s is not a file of the page', async (target) => {
  const raw = new RawSocket(hub.port);
  const answer = await raw.exchange(
    `GET ${target} HTTP/1.1\r\nHost: 127.0.0.1:${hub.port}\r\nConnection: close\r\n\r\n`,
  );
  expect(answer).toMatch(/^HTTP\/1.1 404/);
  expect(answer).not.toContain('secret');
});

test('a rebuild under a running hub does not change the page', async () => {
  await fetch(`${hub.url}/`);
  await writeFile(join(page, 'index.html'), 'new');
  expect(await (await fetch(`${hub.url}/`)).text()).toBe('<!doctype html>');
});

test('a page that is not built is said, and found as soon as it is', async () => {
  await rm(page, { recursive: true });
  const missing = await fetch(`${hub.url}/`);
  expect(missing.status).toBe(503);
  expect(await missing.text()).toContain('The page is not built.');
  await mkdir(page);
  await writeFile(join(page, 'index.html'), 'here');
  expect(await (await fetch(`${hub.url}/`)).text()).toBe('here');
});
