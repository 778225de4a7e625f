import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

const versions = z.record(z.string(), z.string());

const manifestSchema = z.object({ dependencies: versions.default({}), devDependencies: versions.default({}) });

const lockSchema = z.object({
  lockfileVersion: z.literal(3),
  packages: z.record(
    z.string(),
    z.object({
      version: z.string().optional(),
      integrity: z.string().optional(),
      /** Comes inside another package and is covered by that one's hash. */
      inBundle: z.boolean().default(false),
      dependencies: versions.default({}),
      devDependencies: versions.default({}),
      optionalDependencies: versions.default({}),
    }),
  ),
});
type Lock = z.infer<typeof lockSchema>;

/**
 * What is missing in the lockfile, in words. npm writes only what it can find on the machine it runs on, so a lockfile
 * made on Linux may lack the native half of a tool for macOS and Windows, and the installation there fails.
 */
export function lockfileGaps(manifestText: string, lockText: string): string[] {
  const manifest = manifestSchema.parse(JSON.parse(manifestText));
  const lock = lockSchema.parse(JSON.parse(lockText));
  return [...unequalToManifest(manifest, lock), ...unpinned(lock), ...missingPlatforms(lock)];
}

export function checkLockfile(root: string): string[] {
  const read = (file: string): string => readFileSync(join(root, file), 'utf8');
  return lockfileGaps(read('package.json'), read('package-lock.json'));
}

function unequalToManifest(manifest: z.infer<typeof manifestSchema>, lock: Lock): string[] {
  const wanted = { ...manifest.dependencies, ...manifest.devDependencies };
  return Object.entries(wanted).flatMap(([name, version]) => {
    if (!/^\d/.test(version)) return [`${name} is asked for as "${version}" and not as one exact version`];
    const locked = lock.packages[`node_modules/${name}`]?.version;
    return locked === version ? [] : [`${name} ${version} is asked for, ${locked ?? 'nothing'} is locked`];
  });
}

function unpinned(lock: Lock): string[] {
  return Object.entries(lock.packages).flatMap(([path, entry]) =>
    path === '' || entry.inBundle || entry.integrity !== undefined ? [] : [`${path} has no integrity hash`],
  );
}

function missingPlatforms(lock: Lock): string[] {
  return Object.entries(lock.packages).flatMap(([path, entry]) =>
    Object.keys(entry.optionalDependencies)
      .filter((name) => !isLocked(lock, path, name))
      .map((name) => `${path} may need ${name} on another system, which is not locked`),
  );
}

/** Looks where Node would: below the package itself, then in each node_modules above it. */
function isLocked(lock: Lock, from: string, name: string): boolean {
  if (`${from}/node_modules/${name}` in lock.packages) return true;
  const above = from.lastIndexOf('node_modules/');
  return above <= 0 ? `node_modules/${name}` in lock.packages : isLocked(lock, from.slice(0, above - 1), name);
}
