import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { type BrowserContext, chromium } from 'playwright-core';
import { CHROMIUM, CHROMIUM_ARGS } from '../../src-main/hub/testing/chromium.ts';
import type { HubConnection } from '../lib/hub-connection.ts';
import { median, until } from '../lib/measure.ts';
import { atMost, type Figure, forInformation } from '../lib/report.ts';
import { Hub, ROOT } from '../lib/subjects.ts';

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
const NAME = 'build';
const SHELL = { file: 'bash', args: ['--norc'] };
/** What is looked for in the page: the terminal in the list, and one that is drawn. */
const LISTED = { selector: 'button, a', text: NAME };
const DRAWN = { selector: '.xterm-screen', text: '' };

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
  const ids: string[] = [];
  for (const name of [NAME, 'logs', 'server'])
    ids.push((await connection.request('terminal.session.start', { name, command: SHELL })).id);
  const home = mkdtempSync(join(tmpdir(), 'homeport-bench-'));
  const browser = await chromium.launch({
    executablePath: CHROMIUM,
    args: [...CHROMIUM_ARGS],
    env: { ...process.env, HOME: home },
  });
  try {
    const context = await browser.newContext(PHONE);
    const url = await pairedPage(context, connection);
    const rounds: Opened[] = [];
    for (let round = 0; round < ROUNDS; round++) rounds.push(await opened(context, url, LISTED, SLOWER));
    const terminal = await opened(context, `${url}#t/${ids[0]}`, DRAWN, SLOWER);
    return figures(rounds, await opened(context, url, LISTED, 1), terminal);
  } finally {
    await browser.close();
    connection.close();
    await hub.stop();
    rmSync(home, { recursive: true, force: true });
  }
}

function figures(rounds: readonly Opened[], quick: Opened, terminal: Opened): Figure[] {
  const workload = 'the phone’s page, Fast 4G, processor a quarter';
  const of = (what: (each: Opened) => number): number => median(rounds.map(what));
  const seconds = (ms: number) => ({ unit: 's', value: ms / 1000 });
  const kilobytes = (bytes: number) => ({ unit: 'kB', value: bytes / 1000 });
  return [
    atMost(1.2, { workload, figure: 'first paint with content, median of 5', ...seconds(of((each) => each.painted)) }),
    atMost(2, {
      workload,
      figure: 'terminals listed and to be tapped, median of 5',
      ...seconds(of((each) => each.there)),
    }),
    forInformation({ workload, figure: 'the same with a whole processor', ...seconds(quick.there) }),
    forInformation({ workload, figure: 'a terminal drawn, from its address', ...seconds(terminal.there) }),
    atMost(170, { workload, figure: 'loaded for the list, gzip', ...kilobytes(of((each) => each.bytes)) }),
    // The page fetches all its other parts as well once it has nothing better to do.
    atMost(330, { workload, figure: 'needed for a terminal too, gzip', ...kilobytes(neededBytes(/^phone-terminal-/)) }),
  ];
}

/** Bytes of scripts and styles, packed as they are served, that stand between nothing and a part whose files are named so. */
function neededBytes(part: RegExp): number {
  const folder = join(ROOT, 'out/renderer/phone');
  const needed = new Set<string>();
  const need = (name: string): void => {
    if (needed.has(name)) return;
    needed.add(name);
    if (!name.endsWith('.js')) return;
    const code = readFileSync(join(folder, name), 'utf8');
    for (const [, other] of code.matchAll(/(?:from|import)\s*["']\.\/([\w.-]+\.js)["']/g)) need(`assets/${other}`);
  };
  const index = readFileSync(join(folder, 'index.html'), 'utf8');
  for (const [, name = ''] of index.matchAll(/(?:src|href)="\.\/([^"]+\.(?:js|css))"/g)) need(name);
  for (const name of readdirSync(join(folder, 'assets'))) if (part.test(name)) need(`assets/${name}`);
  return [...needed].reduce((sum, name) => sum + gzipSync(readFileSync(join(folder, name)), { level: 9 }).length, 0);
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
  /** When what was looked for was there, and a finger would hit it. */
  readonly there: number;
  /** Bytes of bodies that had come by then, as they came. */
  readonly bytes: number;
}

interface Sought {
  readonly selector: string;
  readonly text: string;
}

/** Opens the page with an empty cache; the phone's key stays where the browser keeps it. */
async function opened(context: BrowserContext, url: string, sought: Sought, slower: number): Promise<Opened> {
  const page = await context.newPage();
  const cdp = await context.newCDPSession(page);
  await cdp.send('Network.enable');
  await cdp.send('Network.clearBrowserCache');
  await cdp.send('Network.setCacheDisabled', { cacheDisabled: true });
  await cdp.send('Network.emulateNetworkConditions', FAST_4G);
  await cdp.send('Emulation.setCPUThrottlingRate', { rate: slower });
  await page.addInitScript(noteWhenThere, sought);
  await page.goto(url, { waitUntil: 'commit' });
  const noted = await page.waitForFunction(() => (window as Noted).noted, undefined, { polling: 100 });
  const { there, bytes } = (await noted.jsonValue()) as Pick<Opened, 'there' | 'bytes'>;
  const painted = await page.evaluate(
    () => performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? Number.NaN,
  );
  await page.close();
  return { painted, there, bytes };
}

type Noted = Window & { noted?: Pick<Opened, 'there' | 'bytes'> };

/** In the page: notes when what is sought is there and a finger would hit it, and how much was loaded by then. */
function noteWhenThere({ selector, text }: Sought): void {
  const look = (): void => {
    const found = [...document.querySelectorAll(selector)].find((each) => each.textContent?.includes(text));
    const at = found?.getBoundingClientRect();
    const hit = at && document.elementFromPoint(at.x + at.width / 2, at.y + at.height / 2);
    if (found === undefined || !hit || !(found.contains(hit) || hit.contains(found))) {
      requestAnimationFrame(look);
      return;
    }
    const entries = [...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')];
    const bytes = entries.reduce((sum, entry) => sum + (entry as PerformanceResourceTiming).encodedBodySize, 0);
    (window as Noted).noted = { there: performance.now(), bytes };
  };
  requestAnimationFrame(look);
}
