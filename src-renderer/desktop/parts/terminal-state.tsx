import {
  type Ban,
  BellRing,
  CircleAlert,
  CircleCheck,
  CircleDashed,
  CircleX,
  LoaderCircle,
  SquareTerminal,
} from 'lucide-react';
import type { ReactNode } from 'react';
import type { Badge } from '../../../src-shared/attention/attention.ts';
import { isFailure, phaseSentence, phaseWord } from '../../../src-shared/labels/terminal-label.ts';
import type { TerminalInfo } from '../../../src-shared/protocol/channels/terminal/state.ts';

interface Sign {
  readonly icon: typeof Ban;
  readonly tone: string;
  readonly words: string;
  readonly spin?: boolean;
}

function signOf(info: TerminalInfo, badge: Badge | undefined): Sign {
  const { phase, run } = info;
  if (phase.kind === 'unreachable') return { icon: CircleDashed, tone: 'text-warn', words: 'unreachable' };
  if (phase.kind === 'lost') return { icon: CircleAlert, tone: 'text-danger', words: 'lost' };
  if (phase.kind === 'ended') {
    const fine = phase.exitCode === 0;
    return {
      icon: fine ? CircleCheck : CircleX,
      tone: fine ? 'text-faint' : 'text-danger',
      words: `ended, ${phaseWord(phase)}`,
    };
  }
  if (badge?.kind === 'bell') return { icon: BellRing, tone: 'text-warn', words: 'rang the bell' };
  if (badge?.kind === 'finished') {
    const fine = (badge.exitCode ?? 0) === 0;
    return { icon: fine ? CircleCheck : CircleX, tone: fine ? 'text-ok' : 'text-danger', words: 'finished a command' };
  }
  if (run.kind === 'running') return { icon: LoaderCircle, tone: 'text-accent', words: 'busy', spin: true };
  if (run.kind === 'prompt' && isFailure(run.lastExitCode))
    return { icon: SquareTerminal, tone: 'text-danger', words: `last command: exit code ${run.lastExitCode}` };
  return { icon: SquareTerminal, tone: 'text-faint', words: 'idle' };
}

/** How a terminal is, as a small sign with words for those who do not see it. */
export function TerminalState({
  info,
  badge,
}: {
  readonly info: TerminalInfo;
  readonly badge?: Badge | undefined;
}): ReactNode {
  const sign = signOf(info, badge);
  const Icon = sign.icon;
  return (
    <span className={`inline-flex shrink-0 ${sign.tone}`} title={phaseSentence(info.phase) ?? sign.words}>
      <Icon
        className={`size-3.5 ${sign.spin ? 'motion-safe:animate-[spin_1.6s_linear_infinite]' : ''}`}
        aria-hidden
        strokeWidth={2}
      />
      <span className="sr-only">{sign.words}</span>
    </span>
  );
}
