import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { type Launched, launch, newDataDir, runtime } from '../../e2e/desktop/launch.ts';
import { readHubFile } from '../../src-main/access/hub-file.ts';
import { endKeepers } from '../../src-main/hub/testing/test-hub.ts';
import { HubConnection } from '../lib/hub-connection.ts';
import { median, pause, until } from '../lib/measure.ts';
import { atMost, type Figure, forInformation } from '../lib/report.ts';
import { ROOT } from '../lib/subjects.ts';

const ROUNDS = 5;
const RATE = 20_000_000;
const SECONDS = 10;
/** Chromium without WebGL, so that xterm draws into the DOM, where text can be read. */
const WITHOUT_WEBGL = ['--disable-software-rasterizer', '--disable-gpu'];

/** What the desktop app costs and how smooth it is: said of Electron or of its stand-in, never of both. */
export async function desktop(): Promise<Figure[]> {
  const workload = `desktop app on ${runtime}`;
  const fresh: number[] = [];
  const again: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const dataDir = newDataDir();
    fresh.push(await untilEcho(dataDir));
    again.push(await untilEcho(dataDir));
    await endKeepers(dataDir);
    rmSync(dataDir, { recursive: true, force: true });
  }
  return [
    atMost(1500, {
      workload,
      figure: 'first start until a key is echoed, median of 5',
      unit: 'ms',
      value: median(fresh),
    }),
    atMost(1500, {
      workload,
      figure: 'start with a terminal until echo, median of 5',
      unit: 'ms',
      value: median(again),
    }),
    ...(await loopDelay(workload)),
    ...(await frames(workload)),
  ];
}

/** From starting the process until the window shows what was typed into its shell. */
async function untilEcho(dataDir: string): Promise<number> {
  const started = performance.now();
  const launched = await launch({ dataDir, args: WITHOUT_WEBGL });
  const { page } = launched;
  await prompt(page);
  await page.keyboard.type('#typed');
  await until('the echo', async () => (await screenText(page)).includes('#typed'));
  const ms = performance.now() - started;
  await page.keyboard.press('Control+U');
  await until('an empty line', async () => !(await screenText(page)).includes('#typed'));
  await leave(launched);
  return ms;
}

/** Ends the app and leaves its terminals to the next start. */
async function leave({ app }: Launched): Promise<void> {
  const gone = once(app.process(), 'exit');
  // The answer may be lost with the process, whose end is what is waited for.
  await app.evaluate((electron) => electron.app.exit(0)).catch(() => {});
  await gone;
}

/** The main process hosts the hub and draws menus: how late its event loop is while a terminal prints and is searched. */
async function loopDelay(workload: string): Promise<Figure[]> {
  const steady = [process.execPath, join(ROOT, 'bench/programs/steady.mjs'), String(RATE)];
  return within(async ({ page }, connection) => {
    const id = await terminalOf(connection, steady);
    await shown(page);
    await connection.request('hub.status.read', {});
    const times: number[] = [];
    for (let second = 0; second < SECONDS; second++) {
      const asked = performance.now();
      await connection.patiently('terminal.session.history', { id, lines: 1_000 });
      times.push(performance.now() - asked);
      await pause(1_000);
    }
    const { loopDelay } = await connection.request('hub.status.read', {});
    return [
      atMost(20, {
        workload,
        figure: 'event loop p99 at 20 MB/s, history asked each second',
        unit: 'ms',
        value: loopDelay.p99,
      }),
      forInformation({
        workload,
        figure: 'a thousand lines of its history meanwhile',
        unit: 'ms',
        value: median(times),
      }),
    ];
  });
}

/** Frames that the window draws while it shows a flood, without WebGL. */
async function frames(workload: string): Promise<Figure[]> {
  return within(async ({ page }, connection) => {
    await terminalOf(connection, ['yes', '      42  src/module-7/file-3.ts compiled in 12 ms']);
    await shown(page);
    await pause(1_000);
    const rate = median(await page.evaluate(countFrames, SECONDS));
    return [
      {
        ...forInformation({ workload, figure: 'frames under a flood, median', unit: '/s', value: rate }, false),
        target: '≥ 55 /s',
        met: rate >= 55,
      },
    ];
  });
}

/** In the page: frames in each of some seconds. */
function countFrames(seconds: number): Promise<number[]> {
  return new Promise((resolve) => {
    const counts: number[] = [];
    let count = 0;
    let second = performance.now();
    const frame = (now: number): void => {
      count += 1;
      if (now - second >= 1000) {
        counts.push((count * 1000) / (now - second));
        count = 0;
        second = now;
      }
      if (counts.length < seconds) requestAnimationFrame(frame);
      else resolve(counts);
    };
    requestAnimationFrame(frame);
  });
}

/** Starts the app, waits for its shell, runs `body`, and ends all of it whatever happens. */
async function within<T>(body: (launched: Launched, connection: HubConnection) => Promise<T>): Promise<T> {
  const launched = await launch({ args: WITHOUT_WEBGL });
  try {
    await prompt(launched.page);
    const file = readHubFile(launched.dataDir);
    if (file === undefined) throw new Error('the app has no hub');
    const connection = await HubConnection.open(file.url, launched.dataDir);
    try {
      return await body(launched, connection);
    } finally {
      connection.close();
    }
  } finally {
    await launched.close();
  }
}

async function terminalOf(connection: HubConnection, [file = '', ...args]: ReadonlyArray<string>): Promise<string> {
  const { id } = await connection.request('terminal.session.start', {
    command: { file, args },
    size: { cols: 120, rows: 36 },
  });
  return id;
}

/** Brings the terminal that prints to the front; the window's own shell is the only other one. */
async function shown(page: Page): Promise<void> {
  const list = page.getByRole('navigation', { name: 'All terminals' });
  await list
    .locator('li button', { hasText: /node|yes/ })
    .first()
    .click();
  await until('output on the screen', async () => (await screenText(page)).includes('compiled in'));
}

async function prompt(page: Page): Promise<void> {
  await page.locator('.xterm-rows').first().waitFor();
  await until('a prompt', async () => /[$#] ?$/m.test(await screenText(page)));
}

/** What the visible terminals show. */
function screenText(page: Page): Promise<string> {
  return page.locator('[data-pane][data-visible="true"] .xterm-rows').evaluateAll((all) =>
    all
      .flatMap((rows) => [...rows.children])
      .map((row) => (row.textContent ?? '').replaceAll('\u00a0', ' ').trimEnd())
      .join('\n'),
  );
}
