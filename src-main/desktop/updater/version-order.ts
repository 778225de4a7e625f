/** A version as releases have it: three numbers, and perhaps something after a hyphen that makes it a preview. */
const VERSION = /^(\d{1,6})\.(\d{1,6})\.(\d{1,6})(-[0-9A-Za-z.-]{1,40})?$/;

/** Releases only: previews are not spread by a feed. */
export function isRelease(version: string): boolean {
  return VERSION.exec(version)?.[4] === undefined && VERSION.test(version);
}

/** Below 0 when `a` is the older one. A preview is older than its release; two previews of one release are alike. */
export function compareVersions(a: string, b: string): number {
  const [one, other] = [partsOf(a), partsOf(b)];
  const differing = one.findIndex((part, index) => part !== other[index]);
  return differing === -1 ? 0 : Number(one[differing]) - Number(other[differing]);
}

function partsOf(version: string): readonly number[] {
  const match = VERSION.exec(version);
  if (match === null) throw new Error(`${version.slice(0, 40)} is not a version`);
  const [, major, minor, patch, preview] = match;
  return [Number(major), Number(minor), Number(patch), preview === undefined ? 1 : 0];
}
