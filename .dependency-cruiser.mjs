// Which folder may import which, and the one door of each outside package. docs/architecture.md says why.
// Held by scripts/check/arrows.ts, which also counts the modules it saw; arrows.test.ts plants a fault against each rule.

/**
 * An import that must not be.
 * @param {string} name
 * @param {string} comment
 * @param {object} from
 * @param {object} to
 */
function never(name, comment, from, to) {
  return { name, comment, severity: /** @type {const} */ ('error'), from, to };
}

/**
 * A package that only these places may import.
 * @param {string} pattern of package names
 * @param {string} door pattern of paths
 */
function door(pattern, door) {
  return never(
    `door-${pattern.replace(/[^a-z0-9]+/g, '-')}`,
    `${pattern} is imported in one place only: ${door}`,
    { path: '^src-', pathNot: [door, TESTS] },
    { path: `node_modules/(@types/)?(${pattern})/` },
  );
}

/** Tests and what only they use may reach further than the product. */
const TESTS = String.raw`\.test\.tsx?$|/testing/`;

const HUB_PARTS = ['terminals', 'chats', 'devices', 'network', 'settings', 'storage'];

/** @type {import('dependency-cruiser').IConfiguration} */
export default {
  forbidden: [
    never(
      'no-circular',
      'Two files that import each other are one file, or three.',
      { pathNot: TESTS },
      { circular: true, viaOnly: { dependencyTypesNot: ['type-only', 'dynamic-import'] } },
    ),
    never('no-unresolved', 'An import that leads nowhere.', {}, { couldNotResolve: true }),
    never(
      'shared-runs-anywhere',
      'src-shared imports itself and packages that run anywhere, nothing of Node and none of the programs.',
      { path: '^src-shared/', pathNot: TESTS },
      { pathNot: ['^src-shared/', 'node_modules/(zod|uqr|@noble/[a-z]+)/'] },
    ),
    never(
      'keeper-is-small',
      'A keeper outlives updates: it imports src-shared, node-pty and the headless emulator alone.',
      { path: '^src-main/keeper/', pathNot: TESTS },
      { path: '^src-(?!shared/|main/keeper/)' },
    ),
    never(
      'hub-knows-no-shell',
      'The hub runs headless and in the desktop app alike; the keeper is reached through its socket.',
      { path: '^src-main/hub/', pathNot: TESTS },
      { path: '^src-(?!shared/|main/hub/)' },
    ),
    never(
      'shells-are-two',
      'The command line and the desktop app meet in access/ and in the hub; neither knows the other.',
      { path: '^src-main/headless/', pathNot: TESTS },
      { path: '^src-main/desktop/' },
    ),
    never(
      'desktop-is-no-command-line',
      'The command line and the desktop app meet in access/ and in the hub; neither knows the other.',
      { path: '^src-main/desktop/', pathNot: TESTS },
      { path: '^src-main/headless/' },
    ),
    never(
      'access-is-between',
      'access/ is how programs of this machine find the hub; it knows no shell.',
      { path: '^src-main/access/', pathNot: TESTS },
      { path: '^src-(?!shared/|main/(hub/host|access)/)' },
    ),
    never(
      'preload-is-thin',
      'The preload hands calls on; what it checks them with is shared.',
      { path: '^src-preload/', pathNot: TESTS },
      { path: '^src-(?!shared/|preload/)' },
    ),
    never(
      'headless-has-no-page',
      'The command line and the page meet in src-shared.',
      { path: '^src-main/', pathNot: TESTS },
      { path: '^src-(renderer|preload)/' },
    ),
    never(
      'page-knows-no-hub',
      'The page is a client like any other.',
      { path: '^src-renderer/', pathNot: TESTS },
      { path: '^src-main/' },
    ),
    never(
      'ui-knows-no-window',
      'src-renderer/ui is shared by window and phone.',
      { path: '^src-renderer/ui/', pathNot: TESTS },
      { path: '^src-renderer/(?!ui/)' },
    ),
    ...HUB_PARTS.map((part) =>
      never(
        `hub-parts-${part}`,
        'Parts of the hub meet in hub.ts, which hands each the narrow interface it needs.',
        { path: `^src-main/hub/${part}/`, pathNot: TESTS },
        { path: `^src-main/hub/(${HUB_PARTS.filter((each) => each !== part).join('|')}|server|host|modules)/` },
      ),
    ),
    never(
      'hub-store-is-low',
      'Store and channels know nothing of what uses them.',
      { path: '^src-main/hub/(store|channels)/', pathNot: TESTS },
      { path: '^src-main/hub/(terminals|chats|devices|settings|storage|server|modules|hub\\.ts)' },
    ),
    never(
      'host-is-an-end',
      'host/ implements platform.ts; only the programs that start a hub import it.',
      { path: '^src-main/hub/(?!host/)', pathNot: TESTS },
      { path: '^src-main/hub/host/' },
    ),
    never(
      'product-has-no-tests',
      'What only tests use stays out of the product.',
      { path: '^src-', pathNot: TESTS },
      { path: TESTS },
    ),
    door('node-pty|@xterm/headless', '^src-main/keeper/'),
    door('better-sqlite3', '^src-main/hub/host/'),
    door('ws', '^src-main/hub/server/'),
    // Both sides must agree on how wide a character is.
    door('@xterm/addon-unicode11', '^src-main/keeper/|^src-renderer/ui/terminal/'),
    door('@xterm/xterm|@xterm/addon-(?!unicode11)[^/]+', '^src-renderer/ui/terminal/'),
    door('commander', '^src-main/headless/'),
    door('uqr', '^src-shared/qr/'),
    door('@noble/(curves|ciphers|hashes)', '^src-shared/secure/'),
    door('bonjour-service', '^src-main/hub/host/mdns'),
    door('web-push', '^src-main/hub/modules/push/'),
    door('@peculiar/x509', '^src-main/hub/modules/tls/'),
    door('zustand', '^src-renderer/(ui/state|desktop|phone)/'),
    door('electron', '^src-main/desktop/|^src-preload/'),
    door('electron-updater', '^src-main/desktop/updater'),
    door('keytar', '^src-main/hub/host/secrets/'),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^out/' },
    parser: 'swc',
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'types', 'node', 'default'],
      extensions: ['.ts', '.tsx', '.mjs', '.js', '.css'],
    },
  },
};
