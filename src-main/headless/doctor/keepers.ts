import { readdirSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { type KeeperRecord, keeperRecordSchema } from '../../../src-shared/keeper-protocol/messages.ts';
import { readOwnFile } from '../../hub/host/own-file.ts';
import { isAlive } from '../../hub/host/process-birth.ts';
import { systemClock } from '../../hub/host/system-clock.ts';
import { type Finding, fine, note, problem } from './finding.ts';

const ANSWER_MS = 2_000;

/** Compares what is on record with what runs. Connecting alone takes nothing from a hub: no word is said. */
export async function checkKeepers(dataDir: string, running: boolean): Promise<Finding[]> {
  const directory = join(dataDir, 'keepers');
  const files = recordFiles(directory);
  if (files.length === 0) return [fine('keepers', 'There are no keepers: no terminal is running.')];
  return Promise.all(files.map((file) => checkKeeper(file, running)));
}

function recordFiles(directory: string): string[] {
  try {
    return readdirSync(directory)
      .filter((name) => name.endsWith('.json'))
      .map((name) => join(directory, name));
  } catch {
    // Not made yet: nothing was ever started here.
    return [];
  }
}

async function checkKeeper(file: string, running: boolean): Promise<Finding> {
  const record = readRecord(file);
  if (record === undefined)
    return problem(
      'keepers',
      `${file} is not a keeper's record.`,
      `Move it away; a keeper that runs is then an orphan.`,
    );
  if (!(await isAlive(record.pid, record.birth))) {
    const advice = running ? 'The hub has noted its terminals as lost.' : 'The next start of the hub clears it away.';
    return note('keepers', `Keeper ${record.id} (process ${record.pid}) is gone, its record is still there.`, advice);
  }
  if (await answers(record.socket)) return fine('keepers', `Keeper ${record.id} runs (process ${record.pid}).`);
  return problem(
    'keepers',
    `Keeper ${record.id} (process ${record.pid}) runs, but nothing listens on ${record.socket}.`,
    `Its terminals go on out of reach. If you can do without them: kill -9 ${record.pid}`,
  );
}

function readRecord(file: string): KeeperRecord | undefined {
  try {
    return keeperRecordSchema.parse(JSON.parse(readOwnFile(file)));
  } catch {
    // The caller says so.
    return undefined;
  }
}

function answers(socket: string): Promise<boolean> {
  return new Promise((resolve) => {
    const line = connect(socket);
    const finish = (answer: boolean): void => {
      limit.dispose();
      line.destroy();
      resolve(answer);
    };
    const limit = systemClock.after(ANSWER_MS, () => finish(false));
    line.once('connect', () => finish(true));
    line.once('error', () => finish(false));
  });
}
