import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BrowserContext, chromium } from 'playwright-core';
import type { HubConnection } from '../lib/hub-connection.ts';
import { median, until } from '../lib/measure.ts';
import { atMost, type Figure, forInformation } from '../lib/report.ts';
import { Hub } from '../lib/subjects.ts';

const ROUNDS = 5;
const PHONE = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true, deviceScaleFactor: 2 };
/** What Chromium's own tools call Fast 4G: nine tenths of 9 and 1.5 Mbit/s, bytes a second; ms until an answer begins. */
const FAST_4G = {
  offline: false,
  latency: 60 * 2.75,
  downloadThroughput: ((9 * 1000 * 1000) / 8) * 0.9,
  uploadThroughput: ((1.5 * 1000 * 1000) / 8) * 0.9,
};
const SLOWER = 4;
const CHROMIUM = process.env['HOMEPORT_CHROMIUM'] ?? process.env['CHROMIUM'] ?? '/usr/bin/chromium';
const NAME = 'build';

/** A paired phone opens its page at a LAN address, with nothing in its cache, on a slow phone in a mobile network. */
export async function phonePage(): Promise<Figure[]> {
  const hub = await Hub.start();
  const connection = await hub.connect();
  const { network } = await connection.request('network.lan.open', {});
  if (!network.entrances.some(({ level }) => level === 'L0')) {
    console.error('phone-page: this machine is in no network');
    await hub.stop();
    return [];
  }
  for (const name of [NAME, 'logs', 'server'])
    await connection.request('terminal.session.start', { name, command: { file: 'bash', args: ['--norc'] } });
  const home = mkdtempSync(join(tmpdir(), 'homeport-bench-'));
  const browser = await chromium.launch({
    executablePath: CHROMIUM,
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--no-first-run'],
    env: { ...process.env, HOME: home },
  });
  try {
    const context = await browser.newContext(PHONE);
    const url = await pairedPage(context, connection);
    const rounds: Opened[] = [];
    for (let round = 0; round < ROUNDS; round++) rounds.push(await opened(context, url, SLOWER));
    return figures(rounds, await opened(context, url, 1));
  } finally {
    await browser.close();
    connection.close();
    await hub.stop();
    rmSync(home, { recursive: true, force: true });
  }
}

function figures(rounds: readonly Opened[], quick: Opened): Figure[] {
  const workload = 'the phone’s page, Fast 4G, processor a quarter';
  const of = (what: (each: Opened) => number): number => median(rounds.map(what));
  const kilobytes = (bytes: number): number => bytes / 1000;
  return [
    atMost(1.2, {
      workload,
      figure: 'first paint with content, median of 5',
      unit: 's',
      value: of((each) => each.painted) / 1000,
    }),
    atMost(2, {
      workload,
      figure: 'terminals listed and to be tapped, median of 5',
      unit: 's',
      value: of((each) => each.usable) / 1000,
    }),
    forInformation({ workload, figure: 'the same with a whole processor', unit: 's', value: quick.usable / 1000 }),
    atMost(170, {
      workload,
      figure: 'loaded by then, gzip, without xterm',
      unit: 'kB',
      value: kilobytes(of((each) => each.first)),
    }),
    atMost(330, {
      workload,
      figure: 'loaded with a terminal open, gzip',
      unit: 'kB',
      value: kilobytes(of((each) => each.all)),
    }),
  ];
}

/** Lets a browser in as a phone is let in, and says where its page is. */
async function pairedPage(context: BrowserContext, operator: HubConnection): Promise<string> {
  const { url } = await operator.request('pairing.offer', {});
  const page = await context.newPage();
  await page.goto(url);
  const text = async (): Promise<string> => (await page.locator('body').innerText()).replace(/\s/g, '');
  let found: { readonly request: string; readonly number: string } | undefined;
  await until('a phone that shows its number', async () => {
    const { request } = await operator.request('pairing.list', {});
    const shown = await text();
    const number = request?.candidates.find((each) => shown.includes(each));
    if (request !== null && number !== undefined) found = { request: request.id, number };
    return found !== undefined;
  });
  if (found === undefined) throw new Error('no phone asked to be let in');
  await operator.request('pairing.approve', { ...found, role: 'admin', expiresAt: null, trustNetwork: true });
  await page.getByRole('button', { name: NAME }).first().waitFor();
  await page.close();
  return `${new URL(url).origin}/phone/`;
}

interface Opened {
  /** Since the navigation began, ms. */
  readonly painted: number;
  readonly usable: number;
  /** Bytes of bodies as they came, until then and with a terminal open. */
  readonly first: number;
  readonly all: number;
}

async function opened(context: BrowserContext, url: string, slower: number): Promise<Opened> {
  const page = await context.newPage();
  const cdp = await context.newCDPSession(page);
  await cdp.send('Network.enable');
  await cdp.send('Network.clearBrowserCache');
  await cdp.send('Network.setCacheDisabled', { cacheDisabled: true });
  await cdp.send('Network.emulateNetworkConditions', FAST_4G);
  await cdp.send('Emulation.setCPUThrottlingRate', { rate: slower });
  await page.addInitScript(noteWhenUsable, NAME);
  await page.goto(url, { waitUntil: 'commit' });
  const usable = await page.waitForFunction(() => (window as unknown as Noted).usableAt, undefined, { polling: 100 });
  const times = { usable: Number(await usable.jsonValue()), painted: await page.evaluate(firstPaint) };
  const first = await page.evaluate(bytesLoaded);
  await page.getByRole('button', { name: NAME }).first().tap();
  await page.locator('.xterm').waitFor();
  const all = await page.evaluate(bytesLoaded);
  await page.close();
  return { ...times, first, all };
}

interface Noted {
  usableAt?: number;
}

/** In the page: notes when a button with this name is there and a finger would hit it. */
function noteWhenUsable(name: string): void {
  const look = (): void => {
    const button = [...document.querySelectorAll('button, a')].find((each) => each.textContent?.includes(name));
    const at = button?.getBoundingClientRect();
    const hit = at && document.elementFromPoint(at.x + at.width / 2, at.y + at.height / 2);
    if (button !== undefined && hit && button.contains(hit)) (window as unknown as Noted).usableAt = performance.now();
    else requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
}

function firstPaint(): number {
  return performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? Number.NaN;
}

function bytesLoaded(): number {
  const entries = [...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')];
  return entries.reduce((sum, entry) => sum + (entry as PerformanceResourceTiming).encodedBodySize, 0);
}
