import { withHub } from '../hub-access.ts';
import { type Finding, fine, note, problem } from './finding.ts';

/** The hub alone knows, since asking a keychain from here could open its prompt. */
export async function checkSecrets(dataDir: string, running: boolean): Promise<Finding[]> {
  if (!running) return [];
  const info = await withHub(dataDir, (client) => client.request('hub.status.read', {})).then(
    ({ secrets }) => secrets,
    // A hub that does not answer is a finding of its own.
    () => undefined,
  );
  if (info === undefined) return [];
  if (info.phase === 'opening') return [note('secrets', info.sentence)];
  if (info.phase === 'open' && info.fingerprint !== null) return [fine('secrets', info.sentence)];
  return [problem('secrets', 'The hub cannot keep secrets, and phones could not know it.', info.sentence)];
}
