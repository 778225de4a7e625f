import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import tailwind from '@tailwindcss/vite';
import react from '@vitejs/plugin-react';
import { build, defineConfig, type Plugin } from 'vite';

const root = fileURLToPath(new URL('.', import.meta.url));
const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
  version: string;
};

/** Never kept by the worker: itself, and what only installers look at. */
const NOT_KEPT = /^sw\.js$|\.map$/;

/**
 * Builds the service worker when everything else is there, as one classic script at a name that stays: it carries the
 * list of files that make the shell, and a name for exactly these, so that another build is another worker.
 */
function serviceWorker(): Plugin {
  return {
    name: 'homeport-service-worker',
    apply: 'build',
    async writeBundle({ dir = '' }) {
      const files = (readdirSync(dir, { recursive: true, withFileTypes: true }) as import('node:fs').Dirent[])
        .filter((each) => each.isFile())
        .map((each) =>
          join(each.parentPath, each.name)
            .slice(dir.length + 1)
            .split('\\')
            .join('/'),
        )
        .filter((name) => !NOT_KEPT.test(name))
        .sort();
      const hash = createHash('sha256');
      for (const name of files) hash.update(`\0${name}\0`).update(readFileSync(join(dir, name)));
      // The page is asked for by its folder's name.
      const shell = {
        version: hash.digest('hex').slice(0, 16),
        files: files.map((name) => (name === 'index.html' ? './' : `./${name}`)),
      };
      await build({
        configFile: false,
        root,
        logLevel: 'warn',
        publicDir: false,
        define: { __HOMEPORT_SHELL__: JSON.stringify(shell) },
        build: {
          outDir: dir,
          emptyOutDir: false,
          target: ['chrome133', 'safari17', 'firefox130'],
          rolldownOptions: {
            input: join(root, 'pwa/worker/main.ts'),
            output: { format: 'iife', entryFileNames: 'sw.js' },
          },
        },
      });
    },
  };
}

/** The phone's page: a folder of static files that the hub serves below `/phone/`. */
export default defineConfig({
  root,
  base: './',
  plugins: [react(), tailwind(), serviceWorker()],
  define: { __HOMEPORT_VERSION__: JSON.stringify(version) },
  build: {
    outDir: '../../out/renderer/phone',
    emptyOutDir: true,
    // X25519 in WebCrypto came with Chrome 133, Safari 17 and Firefox 130; older ones of these still run the page.
    target: ['chrome111', 'safari16.4', 'firefox114'],
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
  },
});
