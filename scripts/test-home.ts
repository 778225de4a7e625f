import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** What shells read before their first prompt besides the home directory. */
const STARTUP_FILES = ['BASH_ENV', 'ENV', 'ZDOTDIR', 'XDG_CONFIG_HOME'];

/** Gives the tests an empty home directory: what somebody's startup files do in each shell is no part of a test. */
export default function testHome(): () => void {
  const home = mkdtempSync(join(tmpdir(), 'homeport-home-'));
  for (const name of STARTUP_FILES) delete process.env[name];
  process.env['HOME'] = home;
  return () => rmSync(home, { recursive: true, force: true, maxRetries: 5 });
}
