import { join } from 'node:path';
import { DEFAULT_PORT } from '../../hub/config.ts';
import { readSettingsFile } from '../../hub/settings/settings-file.ts';
import { type Finding, fine, note, problem } from './finding.ts';

/** What the next start will make of the settings. */
export function checkSettings(dataDir: string): Finding {
  const file = join(dataDir, 'settings.json');
  const read = readSettingsFile(file);
  if (read === undefined) return note('settings', 'Every setting has its default.');
  if (typeof read === 'string')
    return problem('settings', `${file} cannot be read: ${read}.`, 'Mend it, or let the next start put it aside.');
  const { refused } = read;
  if (refused.length === 0) return fine('settings', 'The settings are sound.');
  const text = `Some settings cannot be read and will have their defaults: ${refused.join(', ')}.`;
  return problem('settings', text, `Mend them in ${file}, or set them anew when the hub runs.`);
}

/** The port that the next start takes if it can. */
export function portInSettings(dataDir: string): number {
  const read = readSettingsFile(join(dataDir, 'settings.json'));
  return typeof read === 'object' ? read.settings.network.port : DEFAULT_PORT;
}
