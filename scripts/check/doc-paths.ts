import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Files that pages name in backticks, whole paths only; `<…>` stands for something the reader fills in. */
export function pathsIn(page: string): string[] {
  const named = page.matchAll(/`((?:src-|scripts\/|bench\/|docs\/|e2e\/|resources\/)[^`\s<>*…]*)`/g);
  return [...new Set([...named].map((match) => match[1] ?? ''))];
}

/** Pages that send their reader to a file that is not there. */
export function checkDocPaths(root: string): string[] {
  const pages = execFileSync('git', ['ls-files', '*.md'], { cwd: root, encoding: 'utf8' }).split('\n').filter(Boolean);
  return pages.flatMap((page) =>
    pathsIn(readFileSync(join(root, page), 'utf8'))
      .filter((path) => !existsSync(join(root, path)))
      .map((path) => `${page} names ${path}, which is not there`),
  );
}
