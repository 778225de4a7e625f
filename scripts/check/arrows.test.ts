import { existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { followArrows } from './arrows.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** One planted import per rule: the file it stands in, what it imports, the rule that must ring. */
const FAULTS: ReadonlyArray<readonly [file: string, imports: string, rule: string]> = [
  ['src-shared/base/reaches-up.ts', '../../src-main/hub/good.ts', 'shared-runs-anywhere'],
  ['src-shared/base/reaches-node.ts', 'node:fs', 'shared-runs-anywhere'],
  ['src-main/keeper/reaches-hub.ts', '../hub/good.ts', 'keeper-is-small'],
  ['src-main/hub/reaches-keeper.ts', '../keeper/good.ts', 'hub-knows-no-shell'],
  ['src-main/headless/reaches-page.ts', '../../src-renderer/ui/good.ts', 'headless-has-no-page'],
  ['src-renderer/desktop/reaches-hub.ts', '../../src-main/hub/good.ts', 'page-knows-no-hub'],
  ['src-renderer/ui/reaches-window.ts', '../desktop/good.ts', 'ui-knows-no-window'],
  ['src-main/hub/terminals/reaches-devices.ts', '../devices/good.ts', 'hub-parts-terminals'],
  ['src-main/hub/devices/reaches-server.ts', '../server/good.ts', 'hub-parts-devices'],
  ['src-main/hub/settings/reaches-devices.ts', '../devices/good.ts', 'hub-parts-settings'],
  ['src-main/hub/storage/reaches-terminals.ts', '../terminals/good.ts', 'hub-parts-storage'],
  ['src-main/hub/store/reaches-terminals.ts', '../terminals/good.ts', 'hub-store-is-low'],
  ['src-main/hub/server/reaches-host.ts', '../host/good.ts', 'host-is-an-end'],
  ['src-main/hub/reaches-tests.ts', './testing/good.ts', 'product-has-no-tests'],
  ['src-shared/base/leads-nowhere.ts', './not-there.ts', 'no-unresolved'],
  ['src-main/hub/spawns.ts', 'node-pty', 'door-node-pty'],
  ['src-main/hub/store/opens.ts', 'better-sqlite3', 'door-better-sqlite3'],
  ['src-main/hub/terminals/talks.ts', 'ws', 'door-ws'],
  ['src-renderer/desktop/draws.ts', '@xterm/xterm', 'door--xterm-xterm'],
  ['src-main/hub/parses.ts', 'commander', 'door-commander'],
  ['src-main/headless/reaches-desktop.ts', '../desktop/good.ts', 'shells-are-two'],
  ['src-main/desktop/reaches-headless.ts', '../headless/good.ts', 'desktop-is-no-command-line'],
  ['src-main/access/reaches-headless.ts', '../headless/good.ts', 'access-is-between'],
  ['src-preload/reaches-desktop.ts', '../src-main/desktop/good.ts', 'preload-is-thin'],
  ['src-main/hub/shows.ts', 'electron', 'door-electron'],
  ['src-main/headless/updates.ts', 'electron-updater', 'door-electron-updater'],
  ['src-main/hub/hides.ts', 'keytar', 'door-keytar'],
  ['src-main/hub/network/reaches-devices.ts', '../devices/good.ts', 'hub-parts-network'],
  ['src-main/hub/advertises.ts', 'bonjour-service', 'door-bonjour-service'],
  ['src-main/hub/pushes.ts', 'web-push', 'door-web-push'],
  ['src-main/hub/certifies.ts', '@peculiar/x509', 'door--peculiar-x509'],
  ['src-main/hub/seals.ts', '@noble/ciphers', 'door--noble-curves-ciphers-hashes-'],
  ['src-main/headless/codes.ts', 'uqr', 'door-uqr'],
];

let root: string;

beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'homeport-arrows-'));
  linkPackages(FAULTS.map(([, imports]) => imports).filter((imports) => !/^(\.|node:)/.test(imports)));
  const homes = FAULTS.map(([file]) => join(dirname(file), 'good.ts'));
  for (const home of [...homes, 'src-main/hub/testing/good.ts', 'src-main/hub/host/good.ts'])
    write(home, 'export const good = 1;\n');
  for (const [file, imports] of FAULTS) write(file, `import * as planted from '${imports}';\nexport { planted };\n`);
  write(
    'src-shared/base/typed.ts',
    "import type { good } from '../../src-main/hub/good.ts';\nexport type Good = typeof good;\n",
  );
});

afterAll(() => rmSync(root, { recursive: true, force: true }));

/** Each package is there; one that is optional and not installed is made up, since its door is a rule on every machine. */
function linkPackages(names: readonly string[]): void {
  for (const name of names) {
    const [installed, linked] = [join(ROOT, 'node_modules', name), join(root, 'node_modules', name)];
    mkdirSync(dirname(linked), { recursive: true });
    if (existsSync(installed)) symlinkSync(installed, linked, 'junction');
    else {
      write(`node_modules/${name}/package.json`, JSON.stringify({ name, version: '0.0.0', main: 'index.js' }));
      write(`node_modules/${name}/index.js`, '');
    }
  }
}

function write(file: string, text: string): void {
  mkdirSync(dirname(join(root, file)), { recursive: true });
  writeFileSync(join(root, file), text);
}

test('every planted import is found by its rule, also one of types alone', async () => {
  const { violations } = await followArrows(root);
  const rang = FAULTS.map(([file, , rule]) => [
    file,
    violations.some((each) => each.startsWith(rule) && each.includes(file)),
  ]);
  expect(rang).toEqual(FAULTS.map(([file]) => [file, true]));
  expect(violations.filter((each) => each.includes('typed.ts'))).toHaveLength(1);
});

test('the real tree is really read', async () => {
  const { modules } = await followArrows(ROOT);
  expect(modules).toBeGreaterThan(50);
});
