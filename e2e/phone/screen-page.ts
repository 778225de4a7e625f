import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import tailwind from '@tailwindcss/vite';
import react from '@vitejs/plugin-react';
import { build } from 'vite';

const ROOT = join(import.meta.dirname, '../..');

/** A hub's program whose page is nothing but the terminal's screen. */
export interface ScreenPage {
  /** The command line to start it with. */
  readonly cli: string;
  remove(): void;
}

/** Builds it below `out/`, where the native packages are found. */
export async function buildScreenPage(): Promise<ScreenPage> {
  const directory = mkdtempSync(join(ROOT, 'out/phone-screen-'));
  const root = join(ROOT, 'src-renderer/phone/terminal/testing');
  cpSync(join(ROOT, 'out/main'), join(directory, 'main'), { recursive: true });
  await build({
    configFile: false,
    root,
    base: './',
    logLevel: 'warn',
    plugins: [react(), tailwind()],
    build: {
      outDir: join(directory, 'renderer'),
      emptyOutDir: true,
      modulePreload: { polyfill: false },
      chunkSizeWarningLimit: 2000,
      target: 'chrome137',
    },
  });
  return {
    cli: join(directory, 'main/homeport.js'),
    remove: () => rmSync(directory, { recursive: true, force: true }),
  };
}
