import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { KeychainSession, keychainMissing } from '../../src-main/hub/testing/keychain-session.ts';
import { eventually, shows } from '../page/hands.ts';
import { HELD_DIALOGS } from './dialogs.ts';
import { runtime, type Started, start } from './launch.ts';

const missing = keychainMissing();
const name = `a keychain that does not answer, on ${runtime}${missing === undefined ? '' : ` (skipped: ${missing})`}`;

describe.skipIf(missing !== undefined)(name, () => {
  let home: string;
  let session: KeychainSession;
  let started: Started;

  beforeEach(async () => {
    home = mkdtempSync(join(tmpdir(), 'hp-keys-'));
    session = await KeychainSession.open(home);
    await session.startKeyring('unlocked');
    // As when it asks for its password in a window that nobody looks at.
    session.freeze();
    started = await start({
      before: HELD_DIALOGS,
      args: ['--disable-software-rasterizer'],
      // This one is to use the keychain: it is the spec's own.
      env: { ...session.env, HOMEPORT_SECRETS: '' },
    });
  });

  afterEach(async () => {
    await started.close();
    await session.close();
    // What ran in this home may still be writing there.
    rmSync(home, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
  });

  async function about(): Promise<Page> {
    const opening = started.app.waitForEvent('window');
    await started.app.evaluate(({ Menu }) => Menu.getApplicationMenu()?.getMenuItemById('about')?.click());
    const settings = await opening;
    await settings.getByRole('heading', { level: 2, name: 'About' }).waitFor();
    return settings;
  }

  test('is said to be waited for, holds up no shell, and opens when it is answered', async () => {
    const page = await started.app.firstWindow();
    await shows(page, /[$#] ?$/m);
    await page.keyboard.type('echo works-$((40+2))\n');
    await shows(page, /^works-42/m);
    const settings = await about();
    await settings.getByText('Waiting for the keychain.').waitFor();
    await settings.getByText('Known once the secrets can be opened.').waitFor();
    session.wake();
    await settings.getByText('The key is in the keychain.').waitFor();
    expect(await settings.getByText('Waiting for the keychain.').count()).toBe(0);
    await eventually(() => settings.getByText(/^([0-9A-F]{4} ?)+$/i).count()).toBe(1);
  });

  test('does not keep the app from ending', async () => {
    await started.app.firstWindow();
    const settings = await about();
    await settings.getByText('Waiting for the keychain.').waitFor();
    const child = started.app.process();
    child.kill('SIGTERM');
    // The keychain's own patience is half a minute for each call.
    await eventually(() => child.exitCode ?? child.signalCode).not.toBeNull();
    expect(existsSync(join(started.dataDir, 'hub.json'))).toBe(false);
  });
});
