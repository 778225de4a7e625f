import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { launch, newDataDir } from '../../e2e/desktop/launch.ts';
import { homeport, type Installed } from './far-away.ts';

/** A start takes two seconds; a loaded machine may take ten times as long. */
const PATIENCE_MS = 20_000;

/**
 * Starts the installed app and uses it as somebody new does, with an empty home: a window opens with a shell, which
 * answers to what is typed, and the `homeport` command of the same package sees that terminal and starts another.
 * Throws what went wrong.
 */
export async function startAndUse(installed: Installed): Promise<void> {
  const dataDir = newDataDir();
  const home = mkdtempSync(join(tmpdir(), 'hp-home-'));
  const session = { HOME: home, XDG_RUNTIME_DIR: home, HOMEPORT_SECRETS: 'file' };
  const env = { ...session, HOMEPORT_STAND_IN_RESOURCES: installed.resources };
  try {
    const app = await launch({ appDir: installed.app, dataDir, env });
    try {
      await use(app.page, (...args) => homeport(installed, dataDir, ...args));
    } finally {
      await app.close();
    }
  } finally {
    for (const directory of [dataDir, home]) rmSync(directory, { recursive: true, force: true });
  }
}

async function use(page: Page, command: (...args: string[]) => Promise<string>): Promise<void> {
  await firstShell(page);
  await page.keyboard.type('echo by-window-$((6*7))\n');
  const shows = async (id: string, text: string): Promise<boolean> => (await command('read', id)).includes(text);
  const terminals = (await command('ls', '-q')).trim().split('\n');
  if (terminals.length !== 1) throw new Error(`There should be one terminal, not ${terminals.length}.`);
  await until('the shell in the window answers', () => shows(terminals[0] ?? '', 'by-window-42'));

  // Ends badly when something it looks for is not there: shell integration, for one, which lies beside the archive.
  await command('doctor');
  const { id } = JSON.parse(await command('new', '--json')) as { id: string };
  await command('send', id, '--enter', 'printenv ELECTRON_RUN_AS_NODE || echo by-command-$((6*7))');
  await until('a shell of the command line answers, as itself', () => shows(id, 'by-command-42'));
}

/** The window opens one for somebody who has none, or says why it cannot. */
async function firstShell(page: Page): Promise<void> {
  const pane = page.locator('[data-pane]').first();
  const trouble = page.getByText('The terminal could not be started').first().locator('..');
  await pane.or(trouble).first().waitFor({ timeout: PATIENCE_MS });
  if (await trouble.isVisible()) throw new Error(await trouble.innerText());
  await pane.click();
}

async function until(what: string, look: () => Promise<boolean>): Promise<void> {
  const deadline = performance.now() + PATIENCE_MS;
  while (!(await look())) if (performance.now() > deadline) throw new Error(`It did not happen that ${what}.`);
}
