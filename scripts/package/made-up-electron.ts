import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** The bytes before an executable's fuses, by which everybody finds them. */
const SENTINEL = 'dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX';
/** Version of the fuses, then how many there are and how Electron ships them (1 on, 0 off). */
const FUSES = [1, 9, ...Buffer.from('101100010')];

/**
 * A directory that looks like Electron to electron-builder, so that a package can be made where there is none. Its
 * executable only says that it is not one.
 */
export function makeUpElectron(directory: string, version: string): void {
  mkdirSync(join(directory, 'resources'), { recursive: true });
  mkdirSync(join(directory, 'locales'));
  for (const file of ['LICENSE', 'LICENSES.chromium.html', 'chrome-sandbox', 'resources.pak', 'locales/en-US.pak'])
    writeFileSync(join(directory, file), '');
  writeFileSync(join(directory, 'version'), version);
  const script = Buffer.from(`#!/bin/sh\necho 'This is not Electron.' >&2\nexit 70\n#${SENTINEL}`);
  writeFileSync(join(directory, 'electron'), Buffer.concat([script, Buffer.from(FUSES), Buffer.from('\n')]));
  chmodSync(join(directory, 'electron'), 0o755);
}
