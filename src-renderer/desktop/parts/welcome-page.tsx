import { Command as CommandIcon, Plus, SlidersHorizontal } from 'lucide-react';
import type { ReactNode } from 'react';
import { labelOf, shortPath } from '../../../src-shared/labels/terminal-label.ts';
import type { CommandId } from '../../ui/commands/command-list.ts';
import { Caps } from '../../ui/kit/caps.tsx';
import { TerminalState } from './terminal-state.tsx';
import { useAppWindow, useConnected, useTerminals, useTerminalsKnown } from './use-app-window.ts';
import { useCaps } from './use-caps.ts';

/** More than these would be a list, and that is on the left. */
const MOST = 6;

/** What stands where terminals would be, when none is open here. */
export function WelcomePage(): ReactNode {
  const app = useAppWindow();
  const connected = useConnected();
  const known = useTerminalsKnown();
  const running = Object.values(useTerminals()).filter((each) => each.phase.kind === 'running');
  return (
    <div className="flex h-full items-center justify-center overflow-y-auto p-6">
      <div className="w-full max-w-sm">
        <h1 className="font-semibold text-[17px] tracking-tight">
          {known
            ? running.length === 0
              ? 'No terminals are running'
              : 'Nothing is open in this window'
            : 'Asking the hub for your terminals…'}
        </h1>
        <p className="mt-1 text-muted">
          A terminal you open here goes on when this window is closed, and is there on your next screen.
        </p>
        <div className="-mx-2 mt-5 flex flex-col">
          <Choice icon={<Plus className="size-4" />} command="terminal.new" disabled={!connected}>
            New terminal
          </Choice>
          <Choice icon={<SlidersHorizontal className="size-4" />} command="terminal.new.with" disabled={!connected}>
            New terminal with options
          </Choice>
          <Choice icon={<CommandIcon className="size-4" />} command="view.palette">
            All commands
          </Choice>
        </div>
        {running.length > 0 && (
          <>
            <h2 className="mt-6 mb-1 font-medium text-[12px] text-faint">Running</h2>
            <ul className="-mx-2">
              {running.slice(0, MOST).map((info) => (
                <li key={info.id}>
                  <button
                    type="button"
                    className="flex h-8 w-full items-center gap-2.5 rounded-md px-2 text-left hover:bg-hover"
                    onClick={() => app.show(info.id)}
                  >
                    <TerminalState info={info} />
                    <span className="truncate">{labelOf(info)}</span>
                    <span className="ml-auto truncate text-[12px] text-faint">{shortPath(info.cwd)}</span>
                  </button>
                </li>
              ))}
            </ul>
          </>
        )}
      </div>
    </div>
  );
}

interface ChoiceProps {
  readonly icon: ReactNode;
  readonly command: CommandId;
  readonly disabled?: boolean;
  readonly children: ReactNode;
}

function Choice({ icon, command, disabled, children }: ChoiceProps): ReactNode {
  const app = useAppWindow();
  const caps = useCaps()(command);
  return (
    <button
      type="button"
      disabled={disabled}
      className="flex h-8 items-center gap-2.5 rounded-md px-2 text-left hover:bg-hover disabled:opacity-50"
      onClick={() => app.run(command)}
    >
      <span className="text-muted" aria-hidden>
        {icon}
      </span>
      <span className="flex-1">{children}</span>
      {caps !== undefined && <Caps caps={caps} />}
    </button>
  );
}
