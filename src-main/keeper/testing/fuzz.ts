import type { Parameters } from 'fast-check';

/** Runs of a property: HOMEPORT_FUZZ_RUNS if set, else what suits a pull request. fast-check prints the seed of a failure. */
export function fuzzRuns(usual: number): Parameters<unknown> {
  const wanted = Number(process.env['HOMEPORT_FUZZ_RUNS'] || usual);
  const seed = process.env['HOMEPORT_FUZZ_SEED'];
  return { numRuns: Number.isFinite(wanted) ? wanted : usual, ...(seed === undefined ? {} : { seed: Number(seed) }) };
}
