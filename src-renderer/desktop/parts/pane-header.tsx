import { Maximize2, Minimize2, X } from 'lucide-react';
import type { ReactNode } from 'react';
import { useStore } from 'zustand';
import { labelOf, shortPath } from '../../../src-shared/labels/terminal-label.ts';
import { IconButton } from '../../ui/kit/button.tsx';
import { cx } from '../../ui/kit/class-names.ts';
import { activeTab, focus, zoom } from '../../ui/layout/layout.ts';
import { TerminalState } from './terminal-state.tsx';
import { useAppWindow, useTerminal } from './use-app-window.ts';

/** A line above each pane of a split: what it is, and a handle to drag it by. */
export function PaneHeader({ terminal, focused }: { readonly terminal: string; readonly focused: boolean }): ReactNode {
  const { layout, dragging, actions } = useAppWindow();
  const info = useTerminal(terminal);
  const zoomed = useStore(layout, (state) => activeTab(state)?.zoomed === true);
  if (info === undefined) return null;
  const label = labelOf(info);
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: a handle for the pointer; the same is reachable as commands
    <div
      className={cx(
        'flex h-7 shrink-0 touch-none select-none items-center gap-1.5 border-line border-b pr-0.5 pl-2.5 text-[12px]',
        focused ? 'bg-chrome text-text shadow-[inset_0_2px_0_var(--accent-solid)]' : 'bg-chrome text-faint',
      )}
      onPointerDown={(event) => {
        if (event.button === 0 && !(event.target as Element).closest('button'))
          dragging.begin(event, { kind: 'pane', terminal, label });
      }}
      onDoubleClick={() => layout.setState(zoom(focus(layout.getState(), terminal)), true)}
    >
      <TerminalState info={info} />
      <span className={cx('truncate', focused && 'font-medium')}>{label}</span>
      <span className="min-w-0 flex-1 truncate text-faint">{shortPath(info.cwd)}</span>
      <IconButton
        label={zoomed ? 'Show all panes' : 'Zoom pane'}
        className="size-6"
        onClick={() => layout.setState(zoom(focus(layout.getState(), terminal)), true)}
      >
        {zoomed ? <Minimize2 className="size-3" aria-hidden /> : <Maximize2 className="size-3" aria-hidden />}
      </IconButton>
      <IconButton label={`Detach ${label}`} className="size-6" onClick={() => actions.detach(terminal)}>
        <X className="size-3.5" aria-hidden />
      </IconButton>
    </div>
  );
}
