import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BrowserContext, chromium, type Page } from 'playwright-core';
import { hubClient } from '../../src-main/access/hub-client.ts';
import { CHROMIUM_ARGS, chromiumInside } from '../../src-main/hub/testing/chromium.ts';
import { endKeepers } from '../../src-main/hub/testing/test-hub.ts';
import { type TwoMachines, twoMachines } from '../../src-main/hub/testing/two-machines.ts';
import type { HubClient } from '../../src-shared/client/hub-client.ts';
import type { Role } from '../../src-shared/protocol/rights.ts';
import { DOM_RENDERER } from '../page/hands.ts';
import { numberOn } from '../page/pairing-hands.ts';

const ROOT = join(import.meta.dirname, '../..');
const CLI = process.env['HOMEPORT_CLI'] ?? join(ROOT, 'out/main/homeport.js');
const ENV = { LANG: 'C.UTF-8', SHELL: '/bin/bash', TERM: 'xterm-256color', PS1: '$ ', HOMEPORT_SECRETS: 'file' };

/** Leads a socket of the file system to the hub's port on its own machine, for an operator who is on neither. */
const RELAY = `require('net').createServer((up) => { const on = require('net').connect(+process.argv[1], '127.0.0.1');
  up.pipe(on).pipe(up); for (const end of [up, on]) end.on('error', () => { up.destroy(); on.destroy(); }); })
  .listen(process.argv[2], () => console.log('ready'))`;

/** A real hub on one machine, a real browser on another, and a cable between them. */
export interface Apart {
  readonly machines: TwoMachines;
  readonly operator: HubClient;
  readonly home: string;
  startHub(): Promise<void>;
  /** SIGKILL, as a crash would. */
  killHub(): Promise<void>;
  /** A phone that keeps what it knows under this name, also for the next browser of that name. */
  phone(options?: { readonly name?: string; readonly theme?: 'light' | 'dark' }): Promise<Page>;
  /** Ends the browser of that name, as a phone that is switched off. */
  switchOff(name?: string): Promise<void>;
  /** Lets a page in by an offer. */
  pair(page: Page, role?: Role): Promise<void>;
  close(): Promise<void>;
}

/** Undefined where network namespaces are not permitted. */
export async function apart(): Promise<Apart | undefined> {
  const machines = twoMachines();
  if (machines === undefined) return undefined;
  const dataDir = mkdtempSync(join(tmpdir(), 'hp-apart-'));
  const home = mkdtempSync(join(tmpdir(), 'hp-home-'));
  const env = { ...process.env, ...ENV, HOME: home, HOMEPORT_DATA_DIR: dataDir };
  const contexts = new Map<string, BrowserContext>();
  let hub: ChildProcess | undefined;

  // The operator's door has the port of the hub itself, which is part of what a hello is signed for.
  const socket = join(dataDir, 'relay');
  const door = createServer((up) => {
    const on = connect(socket);
    up.pipe(on).pipe(up);
    for (const end of [up, on])
      end.on('error', () => {
        up.destroy();
        on.destroy();
      });
  }).listen(0, '127.0.0.1');
  await once(door, 'listening');
  const address = door.address();
  const port = typeof address === 'object' ? (address?.port ?? 0) : 0;
  const relay = machines.on('computer', [process.execPath, '-e', RELAY, String(port), socket], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  if (relay.stdout !== null) await once(relay.stdout, 'data');

  const browser = chromiumInside(machines, home);

  const startHub = async (): Promise<void> => {
    const child = machines.on('computer', [process.execPath, CLI, 'start', '--port', String(port)], {
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
  };
  const killHub = async (): Promise<void> => {
    const child = hub;
    if (child === undefined || child.exitCode !== null) return;
    const gone = once(child, 'exit');
    // The program itself, not that which put it on its machine.
    process.kill((JSON.parse(readFileSync(join(dataDir, 'hub.json'), 'utf8')) as { pid: number }).pid, 'SIGKILL');
    await gone;
  };

  await startHub();
  const operator = hubClient(dataDir);
  await operator.opened();
  await operator.request('network.lan.open', {});
  return {
    machines,
    operator,
    home,
    startHub,
    killHub,
    async phone({ name = 'phone', theme = 'light' } = {}) {
      const profile = join(home, name);
      mkdirSync(profile, { recursive: true });
      const context =
        contexts.get(name) ??
        (await chromium.launchPersistentContext(profile, {
          executablePath: browser,
          args: [...CHROMIUM_ARGS, ...DOM_RENDERER],
          env: { ...process.env, HOME: home },
          viewport: { width: 390, height: 844 },
          colorScheme: theme,
          hasTouch: true,
          isMobile: true,
          deviceScaleFactor: 2,
        }));
      contexts.set(name, context);
      return context.newPage();
    },
    async switchOff(name = 'phone') {
      await contexts.get(name)?.close();
      contexts.delete(name);
    },
    async pair(page, role = 'admin') {
      const { url } = await operator.request('pairing.offer', {});
      await page.goto(url);
      const number = await numberOn(page);
      const { request } = await operator.request('pairing.list', {});
      const approval = { request: request?.id ?? '', number, role, expiresAt: null, trustNetwork: true };
      await operator.request('pairing.approve', approval);
      await page.getByRole('button', { name: 'Settings' }).waitFor();
    },
    async close() {
      for (const context of contexts.values()) await context.close();
      operator.dispose();
      await killHub().catch(() => {});
      await endKeepers(dataDir).catch(() => {});
      relay.kill('SIGKILL');
      door.close();
      machines.dispose();
      for (const directory of [dataDir, home]) rmSync(directory, { recursive: true, force: true });
    },
  };
}
