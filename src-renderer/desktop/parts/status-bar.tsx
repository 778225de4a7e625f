import type { ReactNode } from 'react';
import { useStore } from 'zustand';
import { isFailure, plainLine, shortDuration } from '../../../src-shared/labels/terminal-label.ts';
import type { CommandState } from '../../../src-shared/protocol/channels/terminal/state.ts';
import { focusedTerminal } from '../../ui/layout/layout.ts';
import { useAppWindow, useOwnConnection, useTerminal, useTerminals, useTerminalsKnown } from './use-app-window.ts';

function runWords(run: CommandState): string | undefined {
  if (run.kind === 'running') return plainLine(run.line) || 'running';
  if (run.kind === 'unknown' || run.lastExitCode === null) return undefined;
  const took =
    run.lastDurationMs !== null && run.lastDurationMs >= 1000 ? `, ${shortDuration(run.lastDurationMs)}` : '';
  return `exit ${run.lastExitCode}${took}`;
}

/** Facts about the terminal in front, in one quiet line. */
export function StatusBar(): ReactNode {
  const { layout } = useAppWindow();
  const info = useTerminal(useStore(layout, focusedTerminal));
  const own = useOwnConnection();
  const known = useTerminalsKnown();
  const running = Object.values(useTerminals()).filter((each) => each.phase.kind === 'running').length;
  const run = info === undefined ? undefined : runWords(info.run);
  const failed = info?.run.kind === 'prompt' && isFailure(info.run.lastExitCode);
  return (
    <footer
      data-region="status"
      className="flex h-6.5 shrink-0 items-center gap-4 overflow-hidden whitespace-nowrap border-line border-t bg-chrome px-3 text-[11.5px] text-muted"
    >
      {info !== undefined && (
        <>
          <span className="min-w-0 truncate" title={info.cwd}>
            {info.cwd}
          </span>
          {run !== undefined && <span className={`shrink truncate ${failed ? 'text-danger' : ''}`}>{run}</span>}
          <span className="flex-1" />
          <span className="tabular-nums max-sm:hidden">
            {info.cols}×{info.rows}
          </span>
          {info.phase.kind === 'running' && (
            <span className="max-sm:hidden">
              {info.driver === null
                ? 'nobody drives'
                : info.driver.connection === own
                  ? 'you drive'
                  : `${info.driver.name} drives`}
            </span>
          )}
        </>
      )}
      {info === undefined && <span className="flex-1" />}
      {known && <span className="tabular-nums">{running} running</span>}
    </footer>
  );
}
