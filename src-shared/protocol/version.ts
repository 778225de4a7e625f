/** An inclusive range of protocol versions that one side speaks. */
export interface VersionRange {
  readonly min: number;
  readonly max: number;
}

/** What this build speaks. Raise `max` for a new version; raise `min` only when an old one can no longer be served. */
export const PROTOCOL: VersionRange = { min: 1, max: 1 };

/** The highest version both speak, or undefined when the ranges do not meet. */
export function negotiate(ours: VersionRange, theirs: VersionRange): number | undefined {
  const version = Math.min(ours.max, theirs.max);
  return version >= Math.max(ours.min, theirs.min) ? version : undefined;
}
