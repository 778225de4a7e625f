import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { eventually } from '../page/hands.ts';
import { type Apart, apart } from './apart.ts';

/** A page of the phone's own machine, which stands for any machine of the network. */
const ELSEWHERE = `require('http').createServer((_, response) => response.setHeader('content-type', 'text/html')
  .end('<title>elsewhere</title>')).listen(8080, '10.77.0.2', () => console.log('ready'))`;
const TRAP = '<img src=x onerror="document.title=1">';

let world: Apart | undefined;
let elsewhere: ChildProcess | undefined;
let hub = '';

beforeAll(async () => {
  world = await apart();
  if (world === undefined) return;
  const { network } = await world.operator.request('network.lan.open', {});
  hub = network.entrances.find(({ level }) => level === 'L0')?.origin ?? '';
  elsewhere = world.machines.on('phone', [process.execPath, '-e', ELSEWHERE], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  if (elsewhere.stdout !== null) await once(elsewhere.stdout, 'data');
});
afterAll(async () => {
  elsewhere?.kill('SIGKILL');
  await world?.close();
});

test('a page of another machine of the network opens, reads, frames and posts nothing here, also without an origin', async (context) => {
  if (world === undefined) return context.skip('network namespaces are not permitted here');
  const page = await world.phone({ name: 'stranger' });
  await page.goto('http://10.77.0.2:8080/');
  const got = await page.evaluate(async (origin) => {
    const socketAt = (url: string): string =>
      `new Promise((resolve) => { const s = new WebSocket('${url}'); s.onmessage = () => resolve('a message'); s.onclose = () => resolve('nothing'); })`;
    const url = `${origin.replace('http', 'ws')}/secure`;
    const load = (tag: 'img' | 'script', src: string): Promise<string> =>
      new Promise((resolve) => {
        const element = document.createElement(tag);
        element.onload = () => resolve('loaded');
        element.onerror = () => resolve('nothing');
        element.src = src;
        document.head.append(element);
      });
    // A frame that is its own nobody: its origin is null.
    const frame = document.createElement('iframe');
    frame.sandbox.add('allow-scripts');
    const heard = new Promise((resolve) => addEventListener('message', ({ data }) => resolve(data), { once: true }));
    frame.srcdoc = `<script>${socketAt(url)}.then((what) => parent.postMessage(what, '*'))</script>`;
    document.body.append(frame);
    const socket = new WebSocket(url);
    return {
      socket: await new Promise((resolve) => {
        socket.onmessage = () => resolve('a message');
        socket.onclose = () => resolve('nothing');
      }),
      nobody: await heard,
      fetch: await fetch(`${origin}/phone/`).then(
        () => 'an answer',
        () => 'nothing',
      ),
      image: await load('img', `${origin}/phone/icon.svg`),
      script: await load('script', `${origin}/phone/`),
    };
  }, hub);
  expect(got).toEqual({ socket: 'nothing', nobody: 'nothing', fetch: 'nothing', image: 'nothing', script: 'nothing' });
  await page.evaluate((origin) => {
    const frame = document.createElement('iframe');
    frame.src = `${origin}/phone/`;
    document.body.append(frame);
  }, hub);
  await eventually(() => Promise.all(page.frames().map((frame) => frame.title()))).toHaveLength(3);
  expect(await Promise.all(page.frames().map((frame) => frame.content()))).not.toContainEqual(
    expect.stringContaining('<script type="module"'),
  );
  await page.evaluate((origin) => {
    const form = document.createElement('form');
    form.method = 'post';
    form.action = `${origin}/phone/`;
    document.body.append(form);
    form.submit();
  }, hub);
  await page.getByText('Pages from elsewhere may not use this hub.').waitFor();
});

test('names, titles and output of programs are text on the phone, and act on nothing', async (context) => {
  if (world === undefined) return context.skip('network namespaces are not permitted here');
  const { operator } = world;
  const page: Page = await world.phone({ name: 'mine' });
  await world.pair(page, 'admin');
  const title = await page.title();
  const script = String.raw`printf '\e]0;${TRAP} **bold**\a\e]52;c;b3duZWQ=\a\e]8;;javascript:document.title=1\e\\${TRAP}\e]8;;\e\\'; exec cat`;
  await operator.request('terminal.session.start', { command: { file: 'bash', args: ['-c', script] } });
  const { id } = await operator.request('terminal.session.start', {
    name: `${TRAP} __b__`,
    command: { file: 'cat', args: [] },
  });
  const list = page.locator('main, body').first();
  await eventually(() => list.innerText()).toContain(`${TRAP} **bold**`);
  await eventually(() => list.innerText()).toContain(`${TRAP} __b__`);
  await page.getByRole('button', { name: /bold/ }).first().tap();
  await page.locator('.xterm').waitFor();
  await eventually(async () => (await page.locator('.xterm-rows').innerText()).replaceAll('\u00a0', ' ')).toContain(
    TRAP,
  );
  expect(await page.locator('img[src="x"], b, strong').count()).toBe(0);
  expect(await page.title()).not.toBe('1');
  expect(title).not.toBe('1');
  await operator.request('terminal.session.kill', { id, signal: 'kill' });
});
