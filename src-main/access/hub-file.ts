import { renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { readOwnFile } from '../hub/host/own-file.ts';
import { isAlive, processBirth } from '../hub/host/process-birth.ts';

const hubFileSchema = z.object({
  pid: z.int().positive(),
  /** When the process started, as the system tells it, so that a reused pid is not taken for the hub. */
  birth: z.string(),
  url: z.string(),
  version: z.string(),
});
/** What a running hub leaves in its data directory for those who look for it. */
export type HubFile = z.infer<typeof hubFileSchema>;

function pathOf(dataDir: string): string {
  return join(dataDir, 'hub.json');
}

/** The hub file, or undefined when there is none that can be read. */
export function readHubFile(dataDir: string): HubFile | undefined {
  let text: string;
  try {
    text = readOwnFile(pathOf(dataDir));
  } catch {
    // No file, or none that we may read: no hub of ours. `doctor` looks at which.
    return undefined;
  }
  const parsed = hubFileSchema.safeParse(parseJson(text));
  return parsed.success ? parsed.data : undefined;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Half a file is no file; the hub writes it atomically, so somebody else wrote this one.
    return undefined;
  }
}

/** Whether the process that wrote the file is still there. */
export function isHubAlive({ pid, birth }: HubFile): Promise<boolean> {
  return isAlive(pid, birth);
}

/** Says where this process's hub is. Replaces a file that a killed hub left. */
export async function writeHubFile(dataDir: string, file: Omit<HubFile, 'pid' | 'birth'>): Promise<void> {
  const whole: HubFile = { pid: process.pid, birth: (await processBirth(process.pid)) ?? '', ...file };
  const next = `${pathOf(dataDir)}.${process.pid}`;
  writeFileSync(next, `${JSON.stringify(whole)}\n`, { mode: 0o600 });
  renameSync(next, pathOf(dataDir));
}

/** Removes the file, unless another hub has already replaced it. */
export function removeHubFile(dataDir: string): void {
  if (readHubFile(dataDir)?.pid === process.pid) rmSync(pathOf(dataDir), { force: true });
}
