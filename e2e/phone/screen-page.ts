import { cpSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
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
  cpSync(join(ROOT, 'out/main'), join(directory, 'out/main'), { recursive: true });
  symlinkSync(join(ROOT, 'resources'), join(directory, 'resources'));
  await build({
    configFile: false,
    root,
    base: './',
    logLevel: 'warn',
    plugins: [react(), tailwind()],
    build: {
      outDir: join(directory, 'out/renderer'),
      emptyOutDir: true,
      modulePreload: { polyfill: false },
      chunkSizeWarningLimit: 2000,
      target: 'chrome137',
    },
  });
  return {
    cli: join(directory, 'out/main/homeport.js'),
    remove: () => rmSync(directory, { recursive: true, force: true }),
  };
}
