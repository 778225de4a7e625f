import { withHub } from '../hub-access.ts';
import { type Finding, fine, note, problem } from './finding.ts';

/** The hub alone knows what of Tailscale's settings is its own. Nothing is said to whom has no Tailscale and wants none. */
export async function checkTailscale(dataDir: string, running: boolean): Promise<Finding[]> {
  if (!running) return [];
  const info = await withHub(dataDir, (client) => client.request('tailscale.serve.read', {})).then(
    ({ tailscale }) => tailscale,
    // A hub that does not answer is a finding of its own.
    () => undefined,
  );
  if (info === undefined) return [];
  const { phase, sentence, wished } = info;
  if (phase === 'serving') return [fine('tailscale', sentence)];
  if (wished === true) return [problem('tailscale', 'Phones should come by Tailscale, and cannot.', sentence)];
  return phase === 'absent' ? [] : [note('tailscale', sentence)];
}
