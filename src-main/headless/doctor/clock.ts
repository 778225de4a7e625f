import { statSync } from 'node:fs';
import { join } from 'node:path';
import { type Finding, fine, problem } from './finding.ts';

/** More than a file system's rounding and an NTP step that nobody notices. */
const TOLERANCE_MS = 60_000;

/** Times on record that lie in the future mean that the clock was set back: links and ages are wrong for as long. */
export function checkClock(dataDir: string): Finding {
  const newest = ['hub.log', 'hub.json', 'authority.db', 'events.db']
    .map((name) => statSync(join(dataDir, name), { throwIfNoEntry: false })?.mtimeMs ?? 0)
    .reduce((one, other) => Math.max(one, other), 0);
  const ahead = newest - Date.now();
  if (ahead <= TOLERANCE_MS) return fine('clock', 'The clock has not gone back.');
  const text = `The clock is ${Math.round(ahead / 1000)} s behind what was last written here: it was set back.`;
  return problem('clock', text, 'Check the date; one-time links and ages are right again when the clock is.');
}
