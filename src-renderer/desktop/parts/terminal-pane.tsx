import { Clipboard, Copy, Maximize2, PanelBottom, PanelRight, Pencil, Search, SquareX, X } from 'lucide-react';
import { type ReactNode, useEffect, useRef } from 'react';
import { useStore } from 'zustand';
import { labelOf } from '../../../src-shared/labels/terminal-label.ts';
import type { TerminalInfo } from '../../../src-shared/protocol/channels/terminal/state.ts';
import { cx } from '../../ui/kit/class-names.ts';
import { ContextMenu } from '../../ui/kit/context-menu.tsx';
import { MenuLine } from '../../ui/kit/menu.tsx';
import { focus } from '../../ui/layout/layout.ts';
import type { Rect } from '../../ui/layout/layout-tree.ts';
import { CommandItem } from './command-item.tsx';
import { DropHint } from './drop-hint.tsx';
import { FindBar } from './find-bar.tsx';
import { LinkHint } from './link-hint.tsx';
import { PaneBars } from './pane-bars.tsx';
import { PaneHeader } from './pane-header.tsx';
import { useAppWindow, useConnected, useLive, useTerminal } from './use-app-window.ts';

export interface TerminalPaneProps {
  readonly terminal: string;
  readonly rect: Rect;
  readonly visible: boolean;
  readonly focused: boolean;
  /** The only pane of its tab: needs no header of its own. */
  readonly alone: boolean;
}

export function TerminalPane({ terminal, rect, visible, focused, alone }: TerminalPaneProps): ReactNode {
  const { layout } = useAppWindow();
  const info = useTerminal(terminal);
  const connected = useConnected();
  return (
    <section
      aria-label={info === undefined ? 'Terminal' : labelOf(info)}
      data-pane={terminal}
      data-visible={visible}
      inert={!visible}
      className={cx('absolute flex flex-col bg-bg', !visible && 'invisible')}
      style={{
        left: `${rect.left * 100}%`,
        top: `${rect.top * 100}%`,
        width: `${rect.width * 100}%`,
        height: `${rect.height * 100}%`,
      }}
      onFocusCapture={() => {
        if (visible) layout.setState(focus(layout.getState(), terminal), true);
      }}
    >
      {!alone && <PaneHeader terminal={terminal} focused={focused} />}
      <div className="relative min-h-0 flex-1">
        <div className={cx('absolute inset-0 transition-opacity', !connected && 'opacity-55')}>
          {info !== undefined && <TerminalHost info={info} visible={visible} focused={focused} />}
        </div>
        {info !== undefined && <PaneBars info={info} />}
        <FindBar terminal={terminal} />
        <BellRing terminal={terminal} />
        <LinkHint terminal={terminal} />
      </div>
      <DropHint terminal={terminal} />
    </section>
  );
}

/** The element that xterm lives in, and what keeps its view in step with the window. */
function TerminalHost(props: {
  readonly info: TerminalInfo;
  readonly visible: boolean;
  readonly focused: boolean;
}): ReactNode {
  const { info, visible, focused } = props;
  const app = useAppWindow();
  const host = useRef<HTMLDivElement>(null);
  const { id } = info;
  const shown = useRef(false);
  shown.current ||= visible;
  const open = shown.current;
  const terminal = useLive(id);
  const dialog = useStore(app.dialogs.store, (state) => state.kind);

  useEffect(() => {
    const element = host.current;
    if (element === null || !open) return;
    const opened = app.live.open(id, element);
    return () => app.live.close(opened);
  }, [app, id, open]);

  useEffect(() => terminal?.view.setVisible(visible), [terminal, visible]);
  useEffect(() => {
    if (terminal !== undefined && focused && visible && dialog === 'none') terminal.view.focus();
  }, [terminal, focused, visible, dialog]);
  const label = labelOf(info);
  useEffect(() => terminal?.view.setLabel(`Terminal: ${label}`), [terminal, label]);
  const running = info.phase.kind === 'running';
  useEffect(() => {
    if (running) app.actions.seenRunning(id);
  }, [app, id, running]);

  return (
    <ContextMenu
      target={
        <div
          className="absolute inset-0 pt-1 pl-2"
          onPointerDown={(event) => {
            if (event.button === 0 && document.hasFocus()) terminal?.claim();
          }}
          onPasteCapture={(event) => {
            const text = event.clipboardData.getData('text/plain');
            event.preventDefault();
            event.stopPropagation();
            void terminal?.paste(text);
          }}
        />
      }
      inner={<div ref={host} className="h-full w-full overflow-hidden" />}
    >
      <PaneMenu info={info} />
    </ContextMenu>
  );
}

function PaneMenu({ info }: { readonly info: TerminalInfo }): ReactNode {
  const app = useAppWindow();
  const live = useLive(info.id);
  const running = info.phase.kind === 'running';
  return (
    <>
      <CommandItem command="edit.copy" icon={Copy} disabled={live?.view.selection === ''}>
        Copy
      </CommandItem>
      <CommandItem command="edit.paste" icon={Clipboard} disabled={!running}>
        Paste
      </CommandItem>
      <CommandItem command="edit.find" icon={Search}>
        Find…
      </CommandItem>
      <MenuLine />
      <CommandItem command="pane.split.right" icon={PanelRight}>
        Split right
      </CommandItem>
      <CommandItem command="pane.split.down" icon={PanelBottom}>
        Split down
      </CommandItem>
      <CommandItem command="pane.zoom" icon={Maximize2}>
        Zoom pane
      </CommandItem>
      <MenuLine />
      <CommandItem command="terminal.rename" icon={Pencil}>
        Rename…
      </CommandItem>
      <CommandItem command="terminal.detach" icon={X} onSelect={() => app.actions.detach(info.id)}>
        Detach
      </CommandItem>
      <CommandItem
        command="terminal.kill"
        icon={SquareX}
        danger
        disabled={!running}
        onSelect={() => void app.actions.kill(info.id)}
      >
        End terminal
      </CommandItem>
    </>
  );
}

/** Flashes the pane's border once for each bell; the key makes the animation begin anew. */
function BellRing({ terminal }: { readonly terminal: string }): ReactNode {
  const bells = useTerminal(terminal)?.bells ?? 0;
  const first = useRef(bells);
  if (bells === first.current) return null;
  return <div key={bells} className="ring-bell pointer-events-none absolute inset-0" aria-hidden />;
}
