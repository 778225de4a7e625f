import { expect, test } from 'vitest';
import { compareVersions, isRelease } from './version-order.ts';

test('versions are ordered by their numbers, and a preview comes before its release', () => {
  const ascending = ['0.1.0', '0.9.9', '0.10.0', '1.0.0-rc.1', '1.0.0', '1.0.1', '1.2.0', '2.0.0', '10.0.0'];
  for (const [index, version] of ascending.entries()) {
    expect(compareVersions(version, version)).toBe(0);
    for (const older of ascending.slice(0, index)) {
      expect(compareVersions(version, older), `${version} after ${older}`).toBeGreaterThan(0);
      expect(compareVersions(older, version), `${older} before ${version}`).toBeLessThan(0);
    }
  }
});

test('a release has three numbers and nothing else', () => {
  for (const version of ['0.1.0', '12.34.56']) expect(isRelease(version), version).toBe(true);
  for (const version of [
    '1.0',
    '1.0.0-rc.1',
    'v1.0.0',
    '1.0.0+build',
    '1.0.0.0',
    '',
    ' 1.0.0',
    '1.0.9999999',
    'latest',
  ])
    expect(isRelease(version), version).toBe(false);
  expect(() => compareVersions('latest', '1.0.0')).toThrow('latest is not a version');
});
