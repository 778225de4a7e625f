import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { linesOf, missingForFaults, type TwoMachines, twoMachines } from '../../src-main/hub/testing/two-machines.ts';
import { DOM_RENDERER } from '../page/hands.ts';
import { numberOn } from '../page/pairing-hands.ts';
import { startWorld, type World } from '../page/world.ts';
import { Fingers } from './fingers.ts';

const PHONE = { width: 390, height: 844 };
const CLI = process.env['HOMEPORT_CLI'] ?? 'out/main/homeport.js';
/** Answers everything that comes with a reset, as a router that has forgotten whom it knew. */
const RESETS = ['INPUT', '-i', 'eth0', '-p', 'tcp', '-j', 'REJECT', '--reject-with', 'tcp-reset'];

let machines: TwoMachines | undefined;
let world: World;
let page: Page;

beforeAll(async () => {
  machines = twoMachines();
  if (machines === undefined) return;
  world = await startWorld({ machines, chromium: DOM_RENDERER });
});
afterAll(async () => {
  if (machines === undefined) return;
  await world.close();
  machines.dispose();
});

const screen = (): Promise<string> => world.cli('read', 'build');

test('the code on the computer leads a phone of the same network in, by full control where its user gives their word', async (context) => {
  if (machines === undefined) return context.skip('network namespaces are not permitted here');
  await world.cli('new', '--name', 'build', '--', 'bash', '--norc');
  const command = [process.execPath, CLI, 'pair', '--json', '--role', 'full', '--open-lan', '--trust-network'];
  const operator = machines.on('computer', [...command, '--data-dir', world.dataDir], {
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  const said = linesOf(operator);
  const { url } = (await said.next()) as { url: string };
  expect(url).toMatch(/^http:\/\/10\.77\.0\.1:\d+\/phone\/#/);
  page = await world.page({ touch: true, viewport: PHONE });
  await page.goto(url);
  const { request } = (await said.next()) as { request: { from: string; candidates: string[] } };
  expect(request.from).toBe('10.77.0.2');
  const number = await numberOn(page);
  expect(request.candidates).toContain(number);
  operator.stdin?.write(`${number}\n`);
  await page.getByRole('button', { name: /build/ }).first().tap();
  await page.locator('.xterm').waitFor();
  const fingers = await Fingers.on(page);
  await fingers.tap({ x: 195, y: 300 });
  await fingers.insert('echo from-$((40+2))-phone');
  await page.keyboard.press('Enter');
  await expect.poll(screen).toContain('from-42-phone');
});

test('what is typed while a router resets everything arrives once when it has come to itself', async (context) => {
  if (machines === undefined) return context.skip('network namespaces are not permitted here');
  const missing = missingForFaults();
  if (missing !== undefined) return context.skip(missing);
  const fingers = await Fingers.on(page);
  machines.run('computer', 'iptables', '-I', ...RESETS);
  await fingers.insert('echo again-$((1+1))');
  await page
    .getByText(/unsent|not sent/i)
    .first()
    .waitFor();
  machines.run('computer', 'iptables', '-D', ...RESETS);
  await expect.poll(screen, { timeout: 30_000 }).toContain('echo again-');
  await page.keyboard.press('Enter');
  await expect.poll(screen).toContain('again-2');
  expect((await screen()).split('echo again-').length).toBe(2);
});
