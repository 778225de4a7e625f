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

/** How much may come at most, and how long all of it may take: a byte now and then must not hold up what is next. */
export interface FetchLimit {
  readonly bytes: number;
  readonly ms: number;
}

/**
 * Gives what a server sends to `take`, piece by piece, and refuses in words: other statuses than 200, redirects, more
 * than the limit, silence, and an end that has not come in time.
 */
export async function fetchLimited(
  { fetch, clock, signal }: FetchParts,
  url: string,
  limit: FetchLimit,
  take: (chunk: Uint8Array) => void | Promise<void>,
): Promise<void> {
  const givenUp = new AbortController();
  const silent = (): void => givenUp.abort('it does not answer');
  let silence = clock.after(SILENCE_MS, silent);
  const whole = clock.after(limit.ms, () => givenUp.abort('it sends too slowly'));
  try {
    const headers = { 'cache-control': 'no-cache' };
    const response = await fetch(url, {
      redirect: 'manual',
      signal: AbortSignal.any([signal, givenUp.signal]),
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
      if (length > limit.bytes)
        throw new UpdateFault('The update server sends more than it should, and was not listened to.');
      silence.dispose();
      silence = clock.after(SILENCE_MS, silent);
      await take(chunk);
    }
  } catch (error) {
    if (error instanceof UpdateFault || isOfDisk(error)) throw error;
    throw new UpdateFault(
      `The update server cannot be reached (${givenUp.signal.aborted ? givenUp.signal.reason : reasonOf(error)}). It is tried again later.`,
    );
  } finally {
    silence.dispose();
    whole.dispose();
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
