import { existsSync } from 'node:fs';
import { isHubAlive, readHubFile } from '../../access/hub-file.ts';
import { checkClock } from './clock.ts';
import { checkDatabases } from './databases.ts';
import { checkDataDir, checkDisk, checkPrivateFiles } from './files.ts';
import type { Finding } from './finding.ts';
import { fine, note } from './finding.ts';
import { checkHub, checkPort } from './hub.ts';
import { checkKeepers } from './keepers.ts';
import { checkSecrets } from './secrets.ts';
import { checkSettings, portInSettings } from './settings.ts';
import { checkShellIntegration } from './shell-integration.ts';
import { checkTailscale } from './tailscale.ts';

/** Every check there is, in the order in which a person would look. None needs the hub; none changes anything. */
export async function examine(dataDir: string): Promise<Finding[]> {
  const findings = [fine('node', `Node ${process.versions.node}.`), checkShellIntegration()];
  if (!existsSync(dataDir)) {
    const advice = 'It is made by `homeport start`. If you expected one, check --data-dir and HOMEPORT_DATA_DIR.';
    return [...findings, note('dataDir', `There is no data directory ${dataDir} yet.`, advice)];
  }
  const file = readHubFile(dataDir);
  const running = file !== undefined && (await isHubAlive(file));
  findings.push(checkDataDir(dataDir), ...checkPrivateFiles(dataDir), checkDisk(dataDir));
  findings.push(await checkHub(dataDir, file, running));
  if (!running) findings.push(checkSettings(dataDir), await checkPort(portInSettings(dataDir)));
  findings.push(...(await checkSecrets(dataDir, running)), ...(await checkTailscale(dataDir, running)));
  findings.push(...(await checkDatabases(dataDir, running)), ...(await checkKeepers(dataDir, running)));
  findings.push(checkClock(dataDir));
  return findings;
}
