import type { Parameters } from 'fast-check';

/**
 * How a property of random cases is run: `usual` times, or as often as HOMEPORT_FUZZ_RUNS says but at most `most`, for
 * cases that take long. `npm run fuzz` finds the files that call this. fast-check prints seed and path of what fails;
 * HOMEPORT_FUZZ_SEED runs them again.
 */
export function fuzzRuns(usual: number, most = Number.POSITIVE_INFINITY): Parameters<unknown> & { numRuns: number } {
  const wanted = Number(process.env['HOMEPORT_FUZZ_RUNS'] || usual);
  const seed = process.env['HOMEPORT_FUZZ_SEED'];
  return { numRuns: Math.min(wanted, most), verbose: 1, ...(seed === undefined ? {} : { seed: Number(seed) }) };
}

/** A time limit for such a test: `usual` ms, or hours when it runs for the night. */
export function fuzzTimeout(usual: number): number {
  return process.env['HOMEPORT_FUZZ_RUNS'] === undefined ? usual : 4 * 60 * 60 * 1000;
}
