import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type BrowserContext, chromium, type Page } from 'playwright-core';
import { nodePlatform } from '../../src-main/hub/host/node-platform.ts';
import { CERTUTIL, CHROMIUM, CHROMIUM_ARGS, trustAuthority } from '../../src-main/hub/testing/chromium.ts';
import { installed } from '../../src-main/hub/testing/installed.ts';
import { HOME, PairingTable, paperNetworks } from '../../src-main/hub/testing/pairing-table.ts';
import { newDataDir } from '../../src-main/hub/testing/test-hub.ts';
import { temporaryDirectory } from '../../src-main/hub/testing/test-store.ts';
import { DOM_RENDERER } from '../page/hands.ts';
import { numberOn } from '../page/pairing-hands.ts';
import { picture } from '../picture.ts';

/** A private address that this machine has while a test runs: the authority speaks for such alone. */
const ADDRESS = `10.211.${process.pid & 255}.${(process.pid >> 8) & 255}`;
const onLoopback = (change: 'add' | 'del') => spawnSync('ip', ['address', change, `${ADDRESS}/32`, 'dev', 'lo']);

/** Why a browser that trusts the hub cannot be had here; undefined when it can. */
export function missingForTrust(): string | undefined {
  if (!existsSync(CHROMIUM)) return 'Chromium is not installed';
  if (!installed(CERTUTIL)) return 'certutil, which lets Chromium trust an authority, is not installed';
  const may = onLoopback('add').status === 0;
  onLoopback('del');
  return may ? undefined : 'this user may not give the machine another address';
}

/** A hub with an authority of its own, and a phone whose browser trusts that and was paired by https. */
export interface TrustingPhone {
  readonly table: PairingTable;
  readonly context: BrowserContext;
  readonly page: Page;
  /** Scheme, host and port of the page. */
  readonly origin: string;
  /** Leaves the hub's place empty; terminals go on in their keepers. */
  stopHub(): Promise<void>;
  startHub(): Promise<void>;
  /** The next hub has another page, with this title; while it is stopped. */
  renewPage(title: string): void;
  /** A picture for whoever wants to look, where they are asked for. */
  picture(name: string): Promise<void>;
  close(): Promise<void>;
}

export interface PhoneLook {
  readonly viewport?: { readonly width: number; readonly height: number };
  readonly theme?: 'light' | 'dark';
}

export async function startTrustingPhone(look: PhoneLook = {}): Promise<TrustingPhone> {
  const directory = temporaryDirectory();
  onLoopback('add');
  // Also when something fails on the way.
  process.once('exit', () => onLoopback('del'));
  const networks = paperNetworks([{ ...HOME, address: ADDRESS, subnet: '10.211.0.0/16', gateway: null }]);
  const dataDir = newDataDir();
  const usual = nodePlatform({ dataDir, log: { file: 'error', stderr: 'none' } });
  usual.dispose();
  const pages = join(directory.path, 'renderer');
  cpSync(usual.paths.page, pages, { recursive: true });
  const platform = { ...networks, paths: { ...usual.paths, page: pages } };
  let table = await PairingTable.lay({ dataDir, platform });
  const { authority } = await table.operator.request('tls.authority.create', {});
  const origin = authority.origins.find((each) => each.includes('.local')) ?? '';
  const home = join(directory.path, 'home');
  const cert = await (await fetch(`${table.hub.hub.url}/trust/homeport.crt`)).arrayBuffer();
  trustAuthority(home, new Uint8Array(cert));
  const context = await chromium.launchPersistentContext(join(directory.path, 'profile'), {
    executablePath: CHROMIUM,
    args: [...CHROMIUM_ARGS, ...DOM_RENDERER, `--host-resolver-rules=MAP ${new URL(origin).hostname} ${ADDRESS}`],
    env: { ...process.env, HOME: home },
    viewport: look.viewport ?? { width: 390, height: 844 },
    colorScheme: look.theme ?? 'light',
    hasTouch: true,
    isMobile: true,
    deviceScaleFactor: 2,
    permissions: ['notifications'],
  });
  const page = context.pages()[0] ?? (await context.newPage());
  const { url } = await table.offer();
  const { hash } = new URL(url);
  await page.goto(`${origin}/phone/${hash}`);
  await table.approve(await numberOn(page));
  await page.getByRole('button', { name: 'New terminal' }).first().waitFor();
  const { port } = new URL(table.hub.hub.url);
  return {
    get table() {
      return table;
    },
    context,
    page,
    origin,
    async stopHub() {
      table.operator.dispose();
      await table.hub.stop();
    },
    async startHub() {
      table = await PairingTable.lay({ dataDir, platform, config: { port: Number(port) } });
    },
    renewPage(title) {
      const change = (file: string, from: RegExp, to: string): void => {
        const path = join(pages, 'phone', file);
        writeFileSync(path, readFileSync(path, 'utf8').replace(from, to));
      };
      change('index.html', /<title>.*?<\/title>/, `<title>${title}</title>`);
      // What has another name has something else in it, and only that.
      const [name = ''] = /index-[\w-]+\.js/.exec(readFileSync(join(pages, 'phone/index.html'), 'utf8')) ?? [];
      writeFileSync(join(pages, 'phone/assets/index-newer.js'), `import './${name}';`);
      change('index.html', new RegExp(`(<script type="module"[^>]*)${name}`), '$1index-newer.js');
      change('sw.js', new RegExp(`(["'\`])\\./assets/${name}\\1`), `$&,$1./assets/index-newer.js$1`);
      change('sw.js', /version:(['"`])[0-9a-f]{16}\1/, 'version:"0123456789abcdef"');
    },
    picture: (name) => picture(page, name),
    async close() {
      await context.close();
      await table.clear();
      directory.dispose();
      onLoopback('del');
    },
  };
}
