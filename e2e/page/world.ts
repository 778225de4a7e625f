import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { CHROMIUM, CHROMIUM_ARGS, chromiumInside } from '../../src-main/hub/testing/chromium.ts';
import { endKeepers } from '../../src-main/hub/testing/test-hub.ts';
import type { TwoMachines } from '../../src-main/hub/testing/two-machines.ts';

const ROOT = join(import.meta.dirname, '../..');
/** The built command line; the page it serves stands beside it. */
const CLI = process.env['HOMEPORT_CLI'] ?? join(ROOT, 'out/main/homeport.js');
const run = promisify(execFile);

export interface WorldOptions {
  /** The command line to run; without it the one that was built. */
  readonly cli?: string;
  /** More arguments for Chromium. */
  readonly chromium?: ReadonlyArray<string>;
  /** Environment of the hub and so of its shells. */
  readonly env?: Readonly<Record<string, string>>;
  /** The hub and its command line run on the computer, browsers on the phone; without it all of it runs here. */
  readonly machines?: TwoMachines;
}

export interface PageOptions {
  readonly viewport?: { readonly width: number; readonly height: number };
  readonly theme?: 'light' | 'dark';
  readonly reducedMotion?: boolean;
  /** Fingers and a mobile browser's viewport. */
  readonly touch?: boolean;
  /** Opens without a link: a browser that the hub does not know. */
  readonly stranger?: boolean;
}

/** A real hub with real shells, and real browsers that look at it. */
export interface World {
  readonly dataDir: string;
  readonly url: string;
  /** Runs the command line against this hub; answers with what it printed, parsed when it is JSON. */
  cli(...args: ReadonlyArray<string>): Promise<string>;
  /** A browser of its own (keys, storage), let in by a one-time link. */
  page(options?: PageOptions): Promise<Page>;
  /** Closes every browser window there is. */
  closePages(): Promise<void>;
  /** A fresh link. */
  link(): Promise<string>;
  /** SIGKILL, as a crash would. */
  killHub(): Promise<void>;
  startHub(): Promise<void>;
  close(): Promise<void>;
}

const EXTRA_ENV = { LANG: 'C.UTF-8', SHELL: '/bin/bash', TERM: 'xterm-256color', PS1: '$ ' };

export async function startWorld(options: WorldOptions = {}): Promise<World> {
  const dataDir = mkdtempSync(join(tmpdir(), 'hp-page-'));
  const home = mkdtempSync(join(tmpdir(), 'hp-home-'));
  const env = { ...process.env, ...EXTRA_ENV, HOME: home, HOMEPORT_DATA_DIR: dataDir, ...options.env };
  const program = options.cli ?? CLI;
  const [hubProgram, ...hubArgs] = [
    ...(options.machines?.inside('computer') ?? []),
    process.execPath,
    program,
  ] as const;
  const contexts: BrowserContext[] = [];
  let browser: Browser | undefined;
  let hub: ChildProcess | undefined;
  let port = 0;

  const cli = async (...args: ReadonlyArray<string>): Promise<string> =>
    (await run(hubProgram, [...hubArgs, ...args], { env })).stdout.trim();
  const startHub = async (): Promise<void> => {
    const child = spawn(hubProgram, [...hubArgs, 'start', '--port', String(port)], {
      env,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    hub = child;
    await new Promise<void>((resolve, reject) => {
      child.stdout?.on('data', (chunk: Buffer) => {
        if (chunk.includes('link=')) resolve();
      });
      child.once('exit', (code) => reject(new Error(`the hub ended with ${code} before it was ready`)));
    });
    port = Number(new URL(hubFile(dataDir).url).port);
  };
  const link = async (): Promise<string> => (JSON.parse(await cli('link', '--json')) as { url: string }).url;

  await startHub();
  const world: World = {
    dataDir,
    get url() {
      return `http://127.0.0.1:${port}/`;
    },
    cli,
    link,
    startHub,
    async killHub() {
      const child = hub;
      if (child === undefined) return;
      const gone = new Promise((resolve) => child.once('exit', resolve));
      child.kill('SIGKILL');
      await gone;
    },
    async page(wanted = {}) {
      browser ??= await chromium.launch({
        executablePath: options.machines === undefined ? CHROMIUM : chromiumInside(options.machines, home),
        args: [...CHROMIUM_ARGS, ...(options.chromium ?? [])],
        env: { ...process.env, HOME: home },
      });
      const context = await browser.newContext({
        viewport: wanted.viewport ?? { width: 1280, height: 800 },
        colorScheme: wanted.theme ?? 'light',
        reducedMotion: wanted.reducedMotion === true ? 'reduce' : 'no-preference',
        permissions: ['clipboard-read', 'clipboard-write'],
        ...(wanted.touch === true ? { hasTouch: true, isMobile: true, deviceScaleFactor: 2 } : {}),
      });
      contexts.push(context);
      const page = await context.newPage();
      // Links lead to the hub's own machine; a phone that is another one follows a code.
      if (options.machines === undefined) await page.goto(wanted.stranger === true ? world.url : await link());
      return page;
    },
    async closePages() {
      for (const context of contexts.splice(0)) await context.close();
    },
    async close() {
      await world.closePages();
      await browser?.close();
      await cli('stop', '--end-terminals').catch(() => {
        // The test killed the hub itself; its keepers are empty or end with their shells.
      });
      hub?.kill('SIGKILL');
      // Empty keepers go by themselves; what a test has left behind must not outlive it.
      await endKeepers(dataDir).catch(() => {});
      rmSync(dataDir, { recursive: true, force: true });
      rmSync(home, { recursive: true, force: true });
    },
  };
  return world;
}

function hubFile(dataDir: string): { readonly url: string } {
  return JSON.parse(readFileSync(join(dataDir, 'hub.json'), 'utf8')) as { url: string };
}
