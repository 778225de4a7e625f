import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { hubClient } from '../../src-main/access/hub-client.ts';
import type { HubClient } from '../../src-shared/client/hub-client.ts';
import type { Role } from '../../src-shared/protocol/rights.ts';
import { DOM_RENDERER, eventually } from '../page/hands.ts';
import { startWorld, type World } from '../page/world.ts';
import { picture } from '../picture.ts';
import { Fingers } from './fingers.ts';

const PHONE = { width: 390, height: 844 };
const SMALL = { width: 360, height: 640 };
const LANDSCAPE = { width: 844, height: 390 };
const MANY = 100;

let world: World;
let operator: HubClient;
let mayPair: boolean;

beforeAll(async () => {
  world = await startWorld({ chromium: DOM_RENDERER });
  operator = hubClient(world.dataDir);
  await operator.opened();
  const { network } = await operator.request('network.lan.open', {});
  mayPair = network.entrances.some(({ level }) => level === 'L0');
});
afterAll(async () => {
  operator.dispose();
  await world.close();
});

interface Paired {
  readonly page: Page;
  readonly device: string;
}

async function paired(role: Role, look: { viewport?: typeof PHONE; theme?: 'light' | 'dark' } = {}): Promise<Paired> {
  const { url } = await operator.request('pairing.offer', {});
  const page = await world.page({ stranger: true, touch: true, viewport: PHONE, reducedMotion: true, ...look });
  await page.goto(url);
  let number = '';
  while (!/^\d{6}$/.test(number))
    number = ((await page.getByRole('status').first().textContent()) ?? '').replace(/\D/g, '');
  const { request } = await operator.request('pairing.list', {});
  const approval = { request: request?.id ?? '', number, role, expiresAt: null, trustNetwork: true };
  const { device } = await operator.request('pairing.approve', approval);
  await page.getByRole('button', { name: 'Settings' }).waitFor();
  return { page, device: device.id };
}

const start = async (name: string, command = 'cat'): Promise<string> =>
  (await operator.request('terminal.session.start', { name, command: { file: 'sh', args: ['-c', command] } })).id;
const more = (page: Page, name: string) => page.getByRole('button', { name: `More on ${name}`, exact: true });

test('terminals are ended, started again, renamed and taken off the list by their sheet, which a long press opens too', async (context) => {
  if (!mayPair) return context.skip('this machine is in no network');
  const { page } = await paired('admin');
  await page.getByText('Nothing runs on').waitFor();
  await picture(page, 'empty');
  const id = await start('build');
  const box = await page.locator(`[data-terminal="${id}"]`).boundingBox();
  const fingers = await Fingers.on(page);
  await fingers.down({ x: (box?.x ?? 0) + 60, y: (box?.y ?? 0) + 40 });
  const sheet = page.getByRole('dialog', { name: 'build' });
  await sheet.waitFor();
  await fingers.up();
  // The press that has opened it does not close it, a tap beside it does.
  await fingers.tap({ x: 195, y: 60 });
  await sheet.waitFor({ state: 'detached' });
  await more(page, 'build').tap();
  await sheet.waitFor();
  await picture(page, 'sheet');
  // The press that opened it opens nothing else.
  expect(new URL(page.url()).hash).toBe('');
  await sheet.getByRole('button', { name: 'Rename' }).tap();
  await sheet.getByRole('textbox').fill('tests');
  await page.keyboard.press('Enter');
  await more(page, 'tests').tap();
  await page.getByRole('button', { name: 'End…' }).tap();
  await page.getByText('will be ended').waitFor();
  await page.getByRole('button', { name: 'End the terminal' }).tap();
  await page.getByText('SIGHUP').waitFor();
  await more(page, 'tests').tap();
  await page.getByRole('button', { name: 'Start again' }).tap();
  await page.locator('.xterm').waitFor();
  await page.goBack();
  await page.getByText('Running').waitFor();
  const again = await page.locator('[data-terminal]').getAttribute('data-terminal');
  await operator.request('terminal.session.kill', { id: again ?? '', signal: 'kill' });
  await page.getByText('SIGKILL').waitFor();
  await more(page, 'tests').tap();
  await page.getByRole('button', { name: 'Take off the list' }).tap();
  await page.getByText('Nothing runs on').waitFor();
});

test('a bell is marked until its terminal was looked at, and a thumbnail shows what is on the screen', async (context) => {
  if (!mayPair) return context.skip('this machine is in no network');
  const { page } = await paired('admin');
  const id = await start('bells', 'while read line; do printf "heard $line\\a\\n"; done');
  await page.locator(`[data-terminal="${id}"]`).waitFor();
  const ring = (op: number) =>
    operator.request('terminal.session.input', { id, epoch: 'epoch-bell', op, data: `call-${op}\r` });
  await ring(1);
  await page.getByRole('img', { name: 'The bell rang' }).waitFor();
  await eventually(() => page.locator(`[data-thumbnail="${id}"]`).textContent()).toContain('heard call-1');
  await picture(page, 'bell');
  await page.locator(`[data-terminal="${id}"]`).tap();
  await page.locator('.xterm').waitFor();
  await page.getByRole('button', { name: 'Back to the list' }).tap();
  await page.locator(`[data-terminal="${id}"]`).waitFor();
  expect(await page.getByRole('img', { name: 'The bell rang' }).count()).toBe(0);
  await operator.request('terminal.session.kill', { id, signal: 'kill' });
  await eventually(
    async () => (await operator.request('terminal.session.remove', { id }).catch(() => 'no')) !== 'no',
  ).toBe(true);
});

test('whoever may watch is offered nothing else, but on a terminal that they were given', async (context) => {
  if (!mayPair) return context.skip('this machine is in no network');
  const [theirs, given] = [await start('theirs'), await start('given')];
  const { page, device } = await paired('viewer');
  await more(page, 'given').waitFor();
  expect(await page.getByRole('button', { name: 'New terminal' }).count()).toBe(0);
  const offered = async (name: string): Promise<string[]> => {
    await more(page, name).tap();
    const sheet = page.getByRole('dialog', { name });
    await sheet.getByRole('button', { name: 'Open' }).waitFor();
    const all = await sheet.getByRole('button').allTextContents();
    await sheet.getByRole('button', { name: 'Close' }).tap();
    return all.filter((text) => text !== '');
  };
  expect(await offered('given')).toEqual(['Open']);
  const grants = [{ terminal: given, rights: ['type' as const] }];
  await operator.request('device.update', { device, grants });
  await eventually(() => offered('given')).toEqual(['Open', 'Rename', 'End…']);
  expect(await offered('theirs')).toEqual(['Open']);
  for (const id of [theirs, given]) await operator.request('terminal.session.kill', { id, signal: 'kill' });
});

test.each([
  ['light', PHONE],
  ['dark', SMALL],
  ['light', LANDSCAPE],
] as const)('nothing is wrong for those who cannot see or aim well (%s, %j)', async (theme, viewport) => {
  if (!mayPair) return;
  const { page } = await paired('admin', { theme, viewport });
  const name = `${theme}-${viewport.width}`;
  const check = async (what: string): Promise<void> => {
    await picture(page, `${what}-${name}`);
    const { violations } = await new AxeBuilder({ page })
      .withTags(['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa'])
      .disableRules(['meta-viewport'])
      .analyze();
    expect(violations.map(({ id, nodes }) => [what, id, nodes[0]?.html])).toEqual([]);
    const small = await page.locator('button:visible, a:visible, input:visible').evaluateAll((all) =>
      all
        .map((each) => ({
          name: each.getAttribute('aria-label') ?? each.textContent,
          box: each.getBoundingClientRect(),
        }))
        .filter(({ box }) => box.width < 44 || box.height < 44)
        .map(({ name: of, box }) => `${of} ${box.width}×${box.height}`),
    );
    expect([what, ...small]).toEqual([what]);
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    expect([what, wide]).toEqual([what, 0]);
  };
  const id = await start('build', 'seq 1 30; exec cat');
  await page.locator(`[data-terminal="${id}"]`).waitFor();
  await check('list');
  await page.locator('[data-terminal]').first().scrollIntoViewIfNeeded();
  await page
    .getByRole('button', { name: /^More on/ })
    .first()
    .tap();
  await page.getByRole('dialog').waitFor();
  await check('sheet');
  await page.getByRole('button', { name: 'Close' }).tap();
  await page.getByRole('button', { name: 'Settings' }).tap();
  await page.getByRole('heading', { name: 'Appearance' }).waitFor();
  await check('settings');
  await page.getByRole('button', { name: 'Forget this computer' }).tap();
  await check('forget');
  await page.getByRole('button', { name: 'Forget it' }).tap();
  await page.getByRole('heading', { name: 'Pair this phone' }).waitFor();
  await check('stranger');
});

test('a hundred terminals scroll smoothly, and only those in sight are asked for their screens', async (context) => {
  if (!mayPair) return context.skip('this machine is in no network');
  for (let n = 0; n < MANY; n++) await start(`job ${n}`, `echo job ${n}; exec cat`);
  const { page } = await paired('admin');
  let sent = 0;
  page.on('websocket', (socket) => socket.on('framesent', () => (sent += 1)));
  await page.reload();
  await eventually(() => page.locator('[data-terminal]').count()).toBeGreaterThanOrEqual(MANY);
  await page.waitForTimeout(3_000);
  // Eight in sight twice, the channels, a heartbeat; a hundred would be some two hundred.
  expect(sent).toBeLessThan(60);
  const frames = await page.evaluate(async () => {
    const scroller = document.querySelector('main')?.parentElement;
    const times: number[] = [];
    for (let n = 0, before = performance.now(); n < 90; n++) {
      scroller?.scrollBy(0, 120);
      await new Promise((resolve) => requestAnimationFrame(resolve));
      const now = performance.now();
      times.push(now - before);
      before = now;
    }
    return { times: times.sort((one, other) => one - other), scrolled: scroller?.scrollTop ?? 0 };
  });
  expect(frames.scrolled).toBeGreaterThan(5_000);
  expect(frames.times[45]).toBeLessThan(40);
  await picture(page, 'many');
  // Whoever comes back finds the list where they left it.
  await page.getByRole('button', { name: 'Settings' }).tap();
  await page.getByRole('button', { name: 'Back' }).tap();
  await eventually(() => page.evaluate(() => document.querySelector('main')?.parentElement?.scrollTop)).toBeGreaterThan(
    5_000,
  );
});
