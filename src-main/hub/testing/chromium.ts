import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TwoMachines } from './two-machines.ts';

/** Where Chromium is: told by the test runner, else where Debian has it. */
export const CHROMIUM = process.env['HOMEPORT_CHROMIUM'] ?? process.env['CHROMIUM'] ?? '/usr/bin/chromium';

export const CHROMIUM_ARGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-background-networking',
  '--disable-component-update',
  '--no-first-run',
  '--disable-dev-shm-usage',
] as const;

/** Of libnss3-tools: puts certificates where Chromium looks for those of its user. */
export const CERTUTIL = 'certutil';

/** Lets every Chromium of this home believe an authority, as if its user had installed it; before it is started. */
export function trustAuthority(home: string, cert: Uint8Array): void {
  const database = join(home, '.pki/nssdb');
  mkdirSync(database, { recursive: true });
  const file = join(home, 'homeport.crt');
  writeFileSync(file, cert);
  execFileSync(CERTUTIL, ['-d', `sql:${database}`, '-N', '--empty-password']);
  execFileSync(CERTUTIL, ['-d', `sql:${database}`, '-A', '-t', 'C,,', '-n', 'homeport', '-i', file]);
}

/** A program below `home` that starts Chromium on one of two machines. */
export function chromiumInside(machines: TwoMachines, home: string, machine: 'computer' | 'phone' = 'phone'): string {
  const file = join(home, `chromium-on-${machine}`);
  writeFileSync(file, `#!/bin/sh\nexec ${machines.inside(machine).join(' ')} ${CHROMIUM} "$@"\n`, { mode: 0o700 });
  return file;
}
