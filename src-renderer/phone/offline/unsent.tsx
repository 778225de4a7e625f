import { Hourglass, Trash2 } from 'lucide-react';
import { type ReactNode, useEffect, useState, useSyncExternalStore } from 'react';
import type { Clock } from '../../../src-shared/base/clock.ts';
import type { InputLog, InputState } from '../../../src-shared/client/input-log.ts';
import type { PendingLine } from '../../../src-shared/client/kept-input.ts';
import { TouchButton } from '../terminal/parts/touch-button.tsx';
import { shownKeys } from './shown-keys.ts';

export interface UnsentProps {
  readonly input: InputLog;
  readonly clock: Clock;
  /** The terminal is no more: there is nowhere to send it. */
  readonly isGone?: boolean;
}

/** What was typed and has not arrived, line by line: to be taken back, and sent when it is old and the line is there. */
export function Unsent({ input, clock, isGone = false }: UnsentProps): ReactNode {
  const key = useSyncExternalStore(
    (changed) => {
      const listening = input.onState(changed);
      return () => listening.dispose();
    },
    // Told anew only when it differs, since the log makes a fresh object each time it is asked.
    () => stateKey(input),
  );
  const [kind, since] = key.split(' ');
  const waits = kind === 'unsent' || kind === 'held';
  const seconds = useSecondsSince(clock, waits ? Number(since) : null);
  if (!waits) return null;
  const lines = input.pending;
  const entered = lines.every(({ text }) => text.endsWith('\r'));
  const what = entered ? (lines.length === 1 ? 'One line' : `${lines.length} lines`) : 'What you typed';
  return (
    <section aria-label="Not sent" className="border-line border-b bg-warn-wash text-[14px] text-text leading-snug">
      <div role="status" className="flex min-h-12 items-center gap-2 py-0.5 pr-1 pl-3">
        <Hourglass className="size-4.5 shrink-0 text-warn" aria-hidden />
        <span className="min-w-0 flex-1">
          {kind === 'unsent' || isGone ? `${what}, not sent` : `${what}, from ${agoWords(seconds ?? 0)}. Still meant?`}
          {kind === 'unsent' && !isGone && ' yet'}
        </span>
        <TouchButton look="quiet" keepsKeyboard className="px-2" onClick={() => input.discard()}>
          Discard
        </TouchButton>
        {kind === 'held' && !isGone && (
          <TouchButton look="primary" keepsKeyboard className="px-3" onClick={() => input.send()}>
            Send
          </TouchButton>
        )}
      </div>
      <ul className="max-h-36 overflow-y-auto overscroll-contain">
        {lines.map((line) => (
          <Line key={line.first} line={line} onDelete={() => input.drop(line)} />
        ))}
      </ul>
    </section>
  );
}

function Line({ line, onDelete }: { readonly line: PendingLine; readonly onDelete: () => void }): ReactNode {
  const text = shownKeys(line.text);
  return (
    <li className="flex items-center gap-2 border-line border-t pl-3">
      <code className="min-w-0 flex-1 truncate font-mono text-[13px]">{text}</code>
      <TouchButton look="icon" keepsKeyboard aria-label={`Delete: ${text.slice(0, 60)}`} onClick={onDelete}>
        <Trash2 className="size-4.5" aria-hidden />
      </TouchButton>
    </li>
  );
}

function agoWords(seconds: number): string {
  if (seconds < 60) return `${seconds} s ago`;
  const minutes = Math.floor(seconds / 60);
  return minutes < 60 ? `${minutes} min ago` : `${Math.floor(minutes / 60)} h ago`;
}

function stateKey(input: InputLog): string {
  const state: InputState = input.state;
  if (state.kind === 'clear') return 'clear';
  return `${state.kind} ${state.since} ${input.pending.map(({ first, last }) => `${first}-${last}`).join(',')}`;
}

/** How long ago, told anew each second. */
function useSecondsSince(clock: Clock, since: number | null): number | null {
  const [now, setNow] = useState(() => clock.monotonic());
  useEffect(() => {
    if (since === null) return;
    setNow(clock.monotonic());
    const ticking = clock.every(1000, () => setNow(clock.monotonic()));
    return () => ticking.dispose();
  }, [clock, since]);
  return since === null ? null : Math.max(0, Math.round((now - since) / 1000));
}
