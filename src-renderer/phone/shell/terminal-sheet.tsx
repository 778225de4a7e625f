import { type LucideIcon, Pencil, RotateCcw, SquareTerminal, Trash2, X } from 'lucide-react';
import { type ReactNode, useEffect, useState } from 'react';
import { labelOf, shortPath } from '../../../src-shared/labels/terminal-label.ts';
import type { TerminalInfo } from '../../../src-shared/protocol/channels/terminal/state.ts';
import type { HubSession } from '../../ui/state/hub-session.ts';
import { TouchButton } from '../terminal/parts/touch-button.tsx';
import { Sheet } from './sheet.tsx';
import { inWords } from './why.ts';

export interface TerminalSheetProps {
  readonly session: HubSession;
  readonly info: TerminalInfo;
  /** Whether this phone may do more than look here. */
  readonly mayType: boolean;
  readonly onOpen: (terminal: string) => void;
  readonly onClose: () => void;
}

/** What can be done with one terminal of the list. */
export function TerminalSheet({ session, info, mayType, onOpen, onClose }: TerminalSheetProps): ReactNode {
  const [step, setStep] = useState<'menu' | 'end' | 'rename'>('menu');
  const [error, setError] = useState<string>();
  const { id } = info;
  const { client } = session;
  const over = info.phase.kind === 'ended' || info.phase.kind === 'lost';
  const attempt = (run: () => Promise<unknown>): void => {
    setError(undefined);
    run().then(onClose, (thrown) => setError(inWords(thrown)));
  };
  return (
    <Sheet title={labelOf(info)} onClose={onClose}>
      <p className="pb-2 text-[13px] text-muted">{shortPath(info.cwd)}</p>
      {error !== undefined && (
        <p role="alert" className="mb-2 rounded-lg bg-warn-wash px-3 py-2 text-[14px]">
          {error}
        </p>
      )}
      {step === 'menu' && (
        <div className="-mx-4 flex flex-col">
          <Item icon={SquareTerminal} onSelect={() => onOpen(id)}>
            Open
          </Item>
          {mayType && (
            <Item icon={Pencil} onSelect={() => setStep('rename')}>
              Rename
            </Item>
          )}
          {mayType && over && (
            <Item
              icon={RotateCcw}
              onSelect={() =>
                attempt(async () => onOpen((await client.request('terminal.session.restart', { id })).id))
              }
            >
              Start again
            </Item>
          )}
          {mayType && over && (
            <Item icon={Trash2} onSelect={() => attempt(() => client.request('terminal.session.remove', { id }))}>
              Take off the list
            </Item>
          )}
          {mayType && !over && (
            <Item icon={X} onSelect={() => setStep('end')}>
              End…
            </Item>
          )}
        </div>
      )}
      {step === 'end' && (
        <End
          session={session}
          id={id}
          onCancel={() => setStep('menu')}
          onEnd={() => attempt(() => client.request('terminal.session.kill', { id }))}
        />
      )}
      {step === 'rename' && (
        <Rename
          name={info.name}
          onRename={(name) => attempt(() => client.request('terminal.session.rename', { id, name }))}
        />
      )}
    </Sheet>
  );
}

function Item(props: {
  readonly icon: LucideIcon;
  readonly onSelect: () => void;
  readonly children: ReactNode;
}): ReactNode {
  const { icon: Icon, onSelect, children } = props;
  return (
    <button
      type="button"
      className="flex min-h-12 touch-manipulation items-center gap-3 px-4 text-left text-[16px] active:bg-hover"
      onClick={onSelect}
    >
      <Icon className="size-5 shrink-0 text-muted" aria-hidden />
      {children}
    </button>
  );
}

function End(props: {
  readonly session: HubSession;
  readonly id: string;
  readonly onEnd: () => void;
  readonly onCancel: () => void;
}): ReactNode {
  const { session, id, onEnd, onCancel } = props;
  const [runs, setRuns] = useState<string | null>();
  useEffect(() => {
    session.client.request('terminal.session.inspect', { id }).then(
      ({ busy, foreground }) => setRuns(busy ? (foreground ?? 'a program') : null),
      // It is asked before ending all the same.
      () => setRuns(undefined),
    );
  }, [session, id]);
  return (
    <div className="flex flex-col gap-3 pt-1 text-[15px]">
      <p>
        {typeof runs === 'string'
          ? `It still runs ${runs}, which will be ended.`
          : 'The terminal and what runs in it will be ended.'}
      </p>
      <TouchButton look="danger" onClick={onEnd}>
        End the terminal
      </TouchButton>
      <TouchButton onClick={onCancel}>Cancel</TouchButton>
    </div>
  );
}

function Rename({ name, onRename }: { readonly name: string; readonly onRename: (name: string) => void }): ReactNode {
  const [text, setText] = useState(name);
  return (
    <form
      className="flex flex-col gap-3 pt-1"
      onSubmit={(event) => {
        event.preventDefault();
        onRename(text.trim());
      }}
    >
      <label className="flex flex-col gap-1.5">
        <span className="text-[13px] text-muted">Name; empty for what the program says</span>
        <input
          value={text}
          maxLength={120}
          enterKeyHint="done"
          autoComplete="off"
          onChange={(event) => setText(event.target.value)}
          className="h-12 rounded-lg border border-line-strong bg-field px-3 text-[16px]"
        />
      </label>
      <TouchButton look="primary" onClick={() => onRename(text.trim())}>
        Rename
      </TouchButton>
    </form>
  );
}
