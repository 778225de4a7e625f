import { EXIT } from '../cli-error.ts';
import { examine } from '../doctor/examine.ts';
import type { Finding } from '../doctor/finding.ts';
import { type CommonOptions, print } from '../output.ts';

const MARK = { ok: 'ok     ', note: 'note   ', problem: 'PROBLEM' };

/** Looks at everything that has gone wrong before. Exit code 1 when something needs doing. */
export async function doctor(options: CommonOptions): Promise<void> {
  const findings = await examine(options.dataDir);
  const ok = findings.every((each) => each.level !== 'problem');
  print(options, { ok, findings }, () => findings.map(line).join('\n'));
  process.exitCode = ok ? EXIT.ok : EXIT.failed;
}

function line(finding: Finding): string {
  const advice = finding.advice === undefined ? '' : `\n         ${finding.advice}`;
  return `${MARK[finding.level]}  ${finding.text}${advice}`;
}
