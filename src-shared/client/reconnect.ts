/** The first wait, after a try at once has failed. */
export const FIRST_DELAY_MS = 250;
/** Long enough not to matter to a hub, short enough that nobody reaches for "reload". */
export const LONGEST_DELAY_MS = 8_000;

/**
 * How long to wait before try number `attempt` (1 is the first after a loss, made at once). Doubles from 250 ms to 8 s
 * and never gives up. `random` is in [0, 1): half of each wait is jitter, so that the clients of a restarted hub do not
 * all come in the same instant.
 */
export function reconnectDelay(attempt: number, random: number): number {
  if (attempt <= 1) return 0;
  const full = Math.min(LONGEST_DELAY_MS, FIRST_DELAY_MS * 2 ** Math.min(attempt - 2, 16));
  return full / 2 + (full / 2) * random;
}
