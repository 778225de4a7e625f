import type { Clock } from '../../../src-shared/base/clock.ts';
import { UpdateFault } from './update-fault.ts';

/** `fetch` of Node, or `net.fetch` of Electron, which knows the system's proxies and certificates. */
export type Fetch = (
  url: string,
  init: { readonly redirect: 'manual'; readonly signal: AbortSignal; readonly headers: Record<string, string> },
) => Promise<Response>;

export interface FetchParts {
  readonly fetch: Fetch;
  readonly clock: Clock;
  /** Aborted when the app ends. */
  readonly signal: AbortSignal;
}

/** A server that says nothing for this long is given up. */
const SILENCE_MS = 30_000;

/**
 * Gives what a server sends to `take`, piece by piece, and refuses in words: other statuses than 200, redirects, more
 * than `limit` bytes, silence, and an end that has not come after `wholeMs`.
 */
export async function fetchLimited(
  { fetch, clock, signal }: FetchParts,
  url: string,
  limit: number,
  take: (chunk: Uint8Array) => void | Promise<void>,
  wholeMs?: number,
): Promise<void> {
  const silence = new AbortController();
  let timer = clock.after(SILENCE_MS, () => silence.abort());
  const whole = wholeMs === undefined ? undefined : clock.after(wholeMs, () => silence.abort());
  try {
    const headers = { 'cache-control': 'no-cache' };
    const response = await fetch(url, {
      redirect: 'manual',
      signal: AbortSignal.any([signal, silence.signal]),
      headers,
    });
    const { status, body } = response;
    if (status !== 200) await body?.cancel();
    if (response.type === 'opaqueredirect' || (status >= 300 && status < 400))
      throw new UpdateFault('The update server points to another place, and that is not followed.');
    if (status !== 200) throw new StatusFault(status);
    let length = 0;
    for await (const chunk of body ?? []) {
      length += chunk.length;
      if (length > limit)
        throw new UpdateFault('The update server sends more than it should, and was not listened to.');
      timer.dispose();
      timer = clock.after(SILENCE_MS, () => silence.abort());
      await take(chunk);
    }
  } catch (error) {
    if (error instanceof UpdateFault || isOfDisk(error)) throw error;
    throw new UpdateFault(
      `The update server cannot be reached (${silence.signal.aborted ? 'it does not answer' : reasonOf(error)}). It is tried again later.`,
    );
  } finally {
    timer.dispose();
    whole?.dispose();
  }
}

/** The server answers with something other than the file. */
export class StatusFault extends UpdateFault {
  readonly status: number;

  constructor(status: number) {
    super(`The update server answers with ${status} instead of an update. It is asked again later.`);
    this.status = status;
  }
}

/** `take` could not write; the server has nothing to do with it. */
function isOfDisk(error: unknown): boolean {
  return error instanceof Error && 'syscall' in error && error.syscall === 'write';
}

/** Node's `fetch failed` has the reason below it. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { cause } = error;
  if (cause instanceof Error && 'code' in cause) return String(cause.code);
  return cause instanceof Error ? cause.message : error.message;
}
