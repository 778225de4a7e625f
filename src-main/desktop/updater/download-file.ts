import { createHash } from 'node:crypto';
import { type FileHandle, open } from 'node:fs/promises';
import type { SignedUpdate } from './feed.ts';
import { type FetchParts, fetchLimited } from './fetch-limited.ts';
import { UpdateFault } from './update-fault.ts';

/** A hundred megabytes then have about two hours. Whoever has less than that is better off with a file from elsewhere. */
const SLOWEST_BYTES_PER_S = 16 * 1024;
/** For the smallest update, too: servers and networks take their time. */
const LEAST_MS = 10 * 60_000;

const MISMATCH = 'What was downloaded is not what the signed feed announced, and was thrown away.';

/** Writes an update to `file`, and refuses every byte that the signed feed did not announce. */
export async function downloadFile(
  parts: FetchParts,
  update: Pick<SignedUpdate, 'url' | 'size' | 'sha512'>,
  file: string,
  onProgress: (percent: number) => void,
): Promise<void> {
  const handle = await open(file, 'w', 0o600);
  try {
    const { length, sha512 } = await write(parts, update, handle, onProgress);
    if (length !== update.size || sha512 !== update.sha512) throw new UpdateFault(MISMATCH);
    // It is installed when the app ends, perhaps together with the computer.
    await handle.sync();
  } finally {
    await handle.close();
  }
}

async function write(
  parts: FetchParts,
  { url, size }: Pick<SignedUpdate, 'url' | 'size'>,
  handle: FileHandle,
  onProgress: (percent: number) => void,
): Promise<{ readonly length: number; readonly sha512: string }> {
  const hash = createHash('sha512');
  let length = 0;
  let shown = 0;
  const limit = { bytes: size, ms: LEAST_MS + (1000 * size) / SLOWEST_BYTES_PER_S };
  await fetchLimited(parts, url, limit, async (chunk) => {
    hash.update(chunk);
    await handle.write(chunk);
    length += chunk.length;
    const percent = Math.floor((100 * length) / size);
    if (percent > shown) onProgress(percent);
    shown = percent;
  });
  return { length, sha512: hash.digest('base64') };
}
