// `node scripts/render-icons.ts` draws the pictures in resources/ from their SVG sources with Chromium. What it draws
// is committed, since a build must not need a browser; run it again after changing a source.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Browser, chromium } from 'playwright-core';
import { findChromium } from './setup/chromium.mjs';
import { thisMachine } from './setup/machine.mjs';

const RESOURCES = fileURLToPath(new URL('../resources', import.meta.url));
/** From RESOURCES: what browsers on phones show on their home screens and in their status bars. */
const PHONE = '../src-renderer/phone/public';

interface Picture {
  readonly file: string;
  readonly source: string;
  /** Width and height in pixels. */
  readonly size: number;
  /** Elements left out of the source, by id: the mark of something waiting and the gap around it. */
  readonly without: readonly string[];
}

/** A tray picture for ordinary and for dense screens, plain and with the mark of something waiting. */
function trayPictures(source: string, name: string, ending: string): Picture[] {
  return [
    { file: `${name}${ending}.png`, source, size: 16, without: ['dot', 'gap'] },
    { file: `${name}${ending}@2x.png`, source, size: 32, without: ['dot', 'gap'] },
    { file: `${name}-waiting${ending}.png`, source, size: 16, without: [] },
    { file: `${name}-waiting${ending}@2x.png`, source, size: 32, without: [] },
  ];
}

const PICTURES: readonly Picture[] = [
  { file: 'icon.png', source: 'icon.svg', size: 1024, without: [] },
  ...trayPictures('tray.svg', 'tray', ''),
  // macOS takes a picture whose name ends in Template for a mask, and colours it as its menu bar needs.
  ...trayPictures('trayTemplate.svg', 'tray', 'Template'),
  { file: `${PHONE}/icon-192.png`, source: 'icon.svg', size: 192, without: [] },
  { file: `${PHONE}/icon-512.png`, source: 'icon.svg', size: 512, without: [] },
  // Phones cut these to the shape that they like.
  { file: `${PHONE}/icon-180.png`, source: 'phone-icon.svg', size: 180, without: [] },
  { file: `${PHONE}/icon-maskable-512.png`, source: 'phone-icon.svg', size: 512, without: [] },
  // One colour, taken for a mask by Android's status bar.
  { file: `${PHONE}/badge-96.png`, source: 'phone-badge.svg', size: 96, without: [] },
];

async function draw(browser: Browser, { source, size, without }: Picture): Promise<Buffer> {
  const page = await browser.newPage({ viewport: { width: size, height: size } });
  const hidden = without.map((id) => `#${id}{display:none}`).join('');
  const svg = readFileSync(join(RESOURCES, source), 'utf8');
  await page.setContent(`<style>body{margin:0}svg{display:block;width:100vw;height:100vh}${hidden}</style>${svg}`);
  const picture = await page.screenshot({ omitBackground: true });
  await page.close();
  return picture;
}

const executablePath = findChromium(thisMachine());
if (executablePath === undefined) throw new Error('Drawing needs Chromium; `npm test` says how to get one.');
const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
for (const picture of PICTURES) writeFileSync(join(RESOURCES, picture.file), await draw(browser, picture));
await browser.close();
