import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, type TestContext, test } from 'vitest';
import { NAME, PaperTailnet } from '../../src-main/hub/modules/tailscale/testing/paper-tailnet.ts';
import { picture } from '../picture.ts';
import { connected, eventually } from './hands.ts';
import { choice, numberOn, offers, serious, typeCode } from './pairing-hands.ts';
import { type Places, startPlaces } from './places.ts';

let places: Places | undefined;
let tailnet: PaperTailnet;
beforeAll(async () => {
  tailnet = await PaperTailnet.start();
  tailnet.uninstall();
  places = await startPlaces({ PATH: `${tailnet.env.PATH}:${process.env['PATH']}` });
});
afterAll(async () => {
  await places?.close();
  await tailnet.dispose();
});

function here(context: TestContext): Places {
  return places ?? context.skip('network namespaces are not permitted here');
}

async function openNetwork({ operator, world }: Places, theme: 'light' | 'dark' = 'light'): Promise<Page> {
  const page = await operator({ theme });
  await connected(page);
  const settings = await page.context().newPage();
  await settings.goto(`${world.url}settings.html?section=network`);
  await settings.getByRole('heading', { level: 2, name: 'Network' }).waitFor();
  return settings;
}

/** The whole section, however long. */
async function tall(page: Page, name: string): Promise<void> {
  const height = await page.getByRole('tabpanel').evaluate((panel) => panel.scrollHeight);
  await page.setViewportSize({ width: 1280, height: Math.max(800, height) });
  await picture(page, name);
  await page.setViewportSize({ width: 1280, height: 800 });
}

test('who reaches it is told before it is opened, while it is open, and when it does not work', async (context) => {
  const { machines, world, phone } = here(context);
  const settings = await openNetwork(here(context));
  const lan = settings.getByRole('switch', { name: 'Phones in your networks' });
  await settings
    .getByText('Off: nobody else reaches Homeport. On, it listens on Ethernet (eth0) as 10.77.0.1')
    .waitFor();
  expect(await lan.isChecked()).toBe(false);
  await tall(settings, 'network-1-off');

  // Somebody else has the port there.
  const port = new URL(world.url).port;
  const hold = `require('net').createServer().listen(${port}, '10.77.0.1', () => console.log('held'))`;
  const holder = machines.on('computer', [process.execPath, '-e', hold], { stdio: ['ignore', 'pipe', 'inherit'] });
  await new Promise((resolve) => holder.stdout?.once('data', resolve));
  await lan.click();
  await settings.getByRole('alert').getByText(`Port ${port} is taken`, { exact: false }).waitFor();
  await picture(settings, 'network-2-taken');
  await settings.goto(`${world.url}settings.html?section=pair`);
  await settings.getByRole('dialog').getByText(`Port ${port} is taken`, { exact: false }).waitFor();
  await picture(settings, 'pair-0-taken');
  const gone = new Promise((resolve) => holder.once('exit', resolve));
  holder.kill('SIGKILL');
  await gone;
  await settings.getByRole('dialog').getByRole('button', { name: 'Try again' }).click();
  await settings.getByRole('dialog').getByRole('heading', { name: 'Scan this' }).waitFor();
  await settings.keyboard.press('Escape');
  await settings.getByRole('dialog').waitFor({ state: 'detached' });

  await settings.getByRole('tab', { name: 'Network' }).click();
  await settings.getByText('On. The hub listens on 10.77.0.1.', { exact: false }).waitFor();
  await settings.getByText('The local network is told that this computer is here.', { exact: false }).waitFor();
  await settings.getByText(`http://10.77.0.1:${port}`, { exact: true }).waitFor();
  await settings.getByText('Plain http, in the network').waitFor();
  expect((await (await phone()).goto(`http://10.77.0.1:${port}/phone/`))?.status()).toBe(200);

  await settings.getByRole('switch', { name: 'Tell the network' }).click();
  await settings.getByText('Off: phones find it by its address alone.').waitFor();
  await settings.getByRole('switch', { name: 'Tell the network' }).click();

  // The cable is pulled, and put back.
  machines.run('computer', 'ip', 'addr', 'del', '10.77.0.1/24', 'dev', 'eth0');
  await settings.reload();
  await settings
    .getByText('This computer is in no network just now; Homeport listens as soon as it is.', { exact: false })
    .waitFor();
  await settings.getByText('It is in none just now').waitFor();
  await settings.goto(`${world.url}settings.html?section=pair`);
  await settings.getByRole('dialog').getByText('This computer is in no network.', { exact: false }).waitFor();
  await picture(settings, 'pair-0-no-network');
  machines.run('computer', 'ip', 'addr', 'add', '10.77.0.1/24', 'dev', 'eth0');
  // It goes on by itself.
  await settings.getByRole('dialog').getByRole('heading', { name: 'Scan this' }).waitFor();
  await settings.keyboard.press('Escape');
});

test('the word for a network is given after it was said what it means, stands for thirty days, and is taken back', async (context) => {
  const { world } = here(context);
  await world.cli('trust', 'lan', 'open');
  const settings = await openNetwork(here(context));
  await settings.getByText('They do not type.', { exact: false }).waitFor();
  await settings.getByRole('button', { name: 'Trust for thirty days…: Ethernet (eth0)' }).click();
  const asked = settings.getByRole('alertdialog');
  await asked.getByText('not from someone who controls this network', { exact: false }).waitFor();
  await picture(settings, 'network-3-trust');
  await asked.getByRole('button', { name: 'Trust this network' }).click();
  const back = settings.getByRole('button', { name: 'Take back: the word for Ethernet (eth0)' });
  await back.waitFor();
  const year = new Date(Date.now() + 30 * 24 * 60 * 60 * 1000).getFullYear();
  await settings.getByText(`${year}.`, { exact: false }).filter({ hasText: 'By your word' }).waitFor();
  expect(await world.cli('trust')).toContain('until ');
  await back.click();
  await settings.getByText('They do not type.', { exact: false }).waitFor();
  expect(await world.cli('trust')).not.toContain('until ');
});

test('https with an authority of its own is made, compared, found by a phone, and removed after it was said what is lost', async (context) => {
  const { world, phone } = here(context);
  await world.cli('trust', 'lan', 'open');
  const settings = await openNetwork(here(context), 'dark');
  await settings.getByText('Https through Tailscale', { exact: true }).waitFor();
  await settings.getByRole('button', { name: 'Make it' }).click();
  await settings.getByText('Phones that trust this authority reach Homeport by https.', { exact: false }).waitFor();
  await settings.getByText(/Good until .*: [\d,]+ more days\./).waitFor();
  const { authority } = JSON.parse(
    await world.cli('trust', 'https', 'create', '--json').then((text) => `{"authority":${text}}`),
  ) as {
    authority: { fingerprint: string; install: string };
  };
  const shown = settings.locator('.font-mono', { hasText: authority.fingerprint.slice(0, 11) });
  expect((await shown.first().textContent())?.replaceAll(/\s+/g, ' ').trim()).toBe(authority.fingerprint);
  await settings.getByText('Https with this computer’s own authority').nth(1).waitFor();
  await tall(settings, 'network-4-https-dark');
  expect(await serious(settings)).toEqual([]);
  const mobile = await phone();
  await mobile.goto(authority.install);
  await mobile.getByText(authority.fingerprint.slice(0, 11), { exact: false }).first().waitFor();

  await settings.getByRole('button', { name: 'Remove…: the authority' }).click();
  const asked = settings.getByRole('alertdialog');
  await asked.getByText('each phone has to install it anew', { exact: false }).waitFor();
  await picture(settings, 'network-5-remove-dark');
  await asked.getByRole('button', { name: 'Remove' }).click();
  await settings.getByRole('button', { name: 'Make it' }).waitFor();
});

test('Tailscale is looked for, serves after it was said what will be run, and stops', async (context) => {
  const { world } = here(context);
  await world.cli('trust', 'lan', 'open');
  const settings = await openNetwork(here(context));
  await settings.getByText('Tailscale is not installed on this computer.', { exact: false }).waitFor();
  tailnet.install();
  const again = settings.getByRole('button', { name: 'Look again' });
  const start = settings.getByRole('button', { name: 'Start serving' });
  await eventually(async () => {
    // It may go while it is pressed: then there is news.
    if (await again.isVisible()) await again.click({ timeout: 1_000 }).catch(() => {});
    return start.isVisible();
  }).toBe(true);
  await settings.getByText(/^tailscale serve /).waitFor();
  await tall(settings, 'network-6-tailscale');
  await start.click();
  await settings.getByText(`https://${NAME}`, { exact: true }).first().waitFor();
  await settings.getByText('Https through Tailscale, from everywhere').waitFor();
  await eventually(() => tailnet.changes.at(-1)).toMatch(/^serve --bg /);
  await settings.getByRole('button', { name: 'Stop serving' }).waitFor();
  await tall(settings, 'network-7-tailscale-serves');
  expect(await serious(settings)).toEqual([]);
  // A phone that is in no tailnet comes by the network all the same.
  const told = offers(settings);
  await settings.goto(`${world.url}settings.html?section=pair`);
  const dialog = settings.getByRole('dialog');
  await dialog.getByText('The phone must be signed in to your tailnet', { exact: false }).waitFor();
  await picture(settings, 'pair-2-ways');
  expect(await serious(settings)).toEqual([]);
  await dialog.getByRole('radio', { name: 'Network' }).click();
  await dialog.getByText('The phone must be in the same network as this computer.', { exact: false }).waitFor();
  expect(new URL(told.last()?.url ?? '').protocol).toBe('http:');
  await settings.keyboard.press('Escape');
  await dialog.waitFor({ state: 'detached' });
  await settings.getByRole('tab', { name: 'Network' }).click();
  await settings.getByRole('button', { name: 'Stop serving' }).click();
  await start.waitFor();
  expect(tailnet.changes.at(-1)).toMatch(/ off$/);
});

test('whoever is connected by the network is named before it is closed, and cut off', async (context) => {
  const { world, phone } = here(context);
  await world.cli('trust', 'lan', 'open');
  const settings = await openNetwork(here(context));
  expect(await serious(settings)).toEqual([]);
  const told = offers(settings);
  await settings.goto(`${world.url}settings.html?section=pair`);
  const dialog = settings.getByRole('dialog');
  await dialog.getByRole('heading', { name: 'Scan this' }).waitFor();
  await eventually(() => told.last() !== undefined).toBe(true);
  const { url = '', code = '' } = told.last() ?? {};
  const mobile = await phone();
  await typeCode(mobile, new URL(url).origin, code);
  const number = await numberOn(mobile);
  // On a narrow window nothing of the question is out of reach.
  await settings.setViewportSize({ width: 390, height: 700 });
  const title = dialog.getByRole('heading', { name: 'A phone wants to be let in' });
  await title.scrollIntoViewIfNeeded();
  expect((await title.boundingBox())?.y).toBeGreaterThanOrEqual(0);
  await choice(dialog, number).click();
  await dialog.getByLabel('Name').fill('Pocket');
  await dialog.getByRole('button', { name: 'Let it in' }).click();
  await dialog.getByRole('button', { name: 'Better connections…' }).click();
  await settings.setViewportSize({ width: 1280, height: 800 });
  const lan = settings.getByRole('switch', { name: 'Phones in your networks' });
  await lan.click();
  const asked = settings.getByRole('alertdialog');
  await asked.getByText(/Pocket\S? is connected this way and is cut off now\./).waitFor();
  await picture(settings, 'network-8-close');
  await asked.getByRole('button', { name: 'Cancel' }).click();
  expect(await lan.isChecked()).toBe(true);
  await lan.click();
  await asked.getByRole('button', { name: 'Stop listening' }).click();
  await settings.getByText('Off: nobody else reaches Homeport.', { exact: false }).waitFor();
  await eventually(() => world.cli('trust')).not.toContain('10.77.0.1:');
});
