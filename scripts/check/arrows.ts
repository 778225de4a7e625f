import { execFileSync } from 'node:child_process';
import { cruise, type ICruiseResult } from 'dependency-cruiser';
import config from '../../.dependency-cruiser.mjs';

/** Every import that must not be, as `rule: from → to`. */
export interface Arrows {
  readonly violations: readonly string[];
  /** Source modules that were really read; a checker that reads none finds nothing wrong. */
  readonly modules: number;
}

/** Follows the imports of all `src-*` folders below `root` and holds them against `.dependency-cruiser.mjs`. */
export async function followArrows(root: string): Promise<Arrows> {
  const folders = ['src-shared', 'src-main', 'src-preload', 'src-renderer'];
  const answer = await cruise(folders, { ...config.options, ruleSet: config, validate: true, baseDir: root });
  if (typeof answer.output === 'string') throw new Error(`dependency-cruiser answered with text: ${answer.output}`);
  return read(answer.output);
}

function read(result: ICruiseResult): Arrows {
  return {
    violations: result.summary.violations.map((each) => `${each.rule.name}: ${each.from} → ${each.to}`),
    modules: result.modules.filter((each) => each.source.startsWith('src-')).length,
  };
}

/** The gate: no violation, and no source file that was not read. */
export async function checkArrows(root: string): Promise<string[]> {
  const { violations, modules } = await followArrows(root);
  const files = sourceFiles(root).length;
  if (modules >= files) return [...violations];
  return [...violations, `only ${modules} of ${files} source files were read: the check sees less than there is`];
}

function sourceFiles(root: string): string[] {
  const options = { cwd: root, encoding: 'utf8' } as const;
  const listed = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard', 'src-*'], options);
  return listed.split('\n').filter((file) => /\.tsx?$/.test(file) && !file.endsWith('.d.ts'));
}
