import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, chromium, type Page } from 'playwright-core';
import { CHROMIUM_ARGS, chromiumInside } from '../../src-main/hub/testing/chromium.ts';
import { type TwoMachines, twoMachines } from '../../src-main/hub/testing/two-machines.ts';
import { DOM_RENDERER } from './hands.ts';
import { startWorld, type World } from './world.ts';

interface OperatorOptions {
  readonly viewport?: { readonly width: number; readonly height: number };
  readonly theme?: 'light' | 'dark';
}

/** A computer with its hub and its operator's browser, and a phone of its own in the same network. */
export interface Places {
  readonly machines: TwoMachines;
  readonly world: World;
  /** A browser on the computer, let in by a link; it shows the window. */
  operator(options?: OperatorOptions): Promise<Page>;
  /** A browser of the phone that knows nothing: 390×844, by fingers. */
  phone(): Promise<Page>;
  close(): Promise<void>;
}

/** Undefined where network namespaces are not permitted. `env` is the hub's. */
export async function startPlaces(env: Readonly<Record<string, string>> = {}): Promise<Places | undefined> {
  const machines = twoMachines();
  if (machines === undefined) return undefined;
  const world = await startWorld({ chromium: DOM_RENDERER, machines, env });
  const home = mkdtempSync(join(tmpdir(), 'hp-operator-'));
  let browser: Browser | undefined;
  return {
    machines,
    world,
    async operator({ viewport = { width: 1280, height: 800 }, theme = 'light' } = {}) {
      browser ??= await chromium.launch({
        executablePath: chromiumInside(machines, home, 'computer'),
        args: [...CHROMIUM_ARGS, ...DOM_RENDERER],
        env: { ...process.env, HOME: home },
      });
      const context = await browser.newContext({ viewport, colorScheme: theme, reducedMotion: 'reduce' });
      const page = await context.newPage();
      await page.goto(await world.link());
      return page;
    },
    phone: () => world.page({ touch: true, viewport: { width: 390, height: 844 } }),
    async close() {
      await browser?.close();
      await world.close();
      machines.dispose();
      rmSync(home, { recursive: true, force: true });
    },
  };
}
