import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import tailwind from '@tailwindcss/vite';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

const root = fileURLToPath(new URL('.', import.meta.url));
const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
  version: string;
};

/** The page: one folder of static files that the hub serves under a policy without inline scripts. */
export default defineConfig({
  root,
  // Relative, so that the same build works under any path.
  base: './',
  plugins: [react(), tailwind()],
  define: { __HOMEPORT_VERSION__: JSON.stringify(version) },
  build: {
    outDir: '../../out/renderer',
    emptyOutDir: true,
    // Ed25519 in WebCrypto is what asks for current browsers: Chrome 137, Safari 17, Firefox 130.
    target: ['chrome137', 'safari17', 'firefox130'],
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 1500,
    rolldownOptions: {
      input: {
        index: `${root}/index.html`,
        settings: `${root}/settings.html`,
        error: `${root}/error.html`,
      },
    },
  },
});
