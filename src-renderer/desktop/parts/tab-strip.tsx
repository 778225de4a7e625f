import { ChevronDown, Command as CommandIcon, PanelBottom, PanelLeft, PanelRight, Plus, X } from 'lucide-react';
import { type ReactNode, useEffect, useRef } from 'react';
import { useStore } from 'zustand';
import { isFailure, labelOf, lastPart } from '../../../src-shared/labels/terminal-label.ts';
import type { TerminalInfo } from '../../../src-shared/protocol/channels/terminal/state.ts';
import { IconButton } from '../../ui/kit/button.tsx';
import { cx } from '../../ui/kit/class-names.ts';
import { ContextMenu } from '../../ui/kit/context-menu.tsx';
import { Menu, MenuItem, MenuLine } from '../../ui/kit/menu.tsx';
import { activate, moveTab, type Tab } from '../../ui/layout/layout.ts';
import { terminalsOf } from '../../ui/layout/layout-tree.ts';
import { CommandItem } from './command-item.tsx';
import { TerminalState } from './terminal-state.tsx';
import { useAppWindow, type useBadge, useConnected, useTerminal } from './use-app-window.ts';
import { useCaps } from './use-caps.ts';

export function TabStrip(): ReactNode {
  const app = useAppWindow();
  const caps = useCaps();
  const tabs = useStore(app.layout, (state) => state.tabs);
  const sidebar = useStore(app.preferences, (state) => state.sidebar);
  const connected = useConnected();
  return (
    <header
      className="flex h-10 shrink-0 items-center gap-1 border-line border-b bg-chrome px-1.5"
      data-region="tabs"
      data-tab-strip
    >
      {!sidebar && (
        <IconButton
          label="Show the list of terminals"
          {...given(caps('view.sidebar'))}
          onClick={() => app.run('view.sidebar')}
        >
          <PanelLeft className="size-4" aria-hidden />
        </IconButton>
      )}
      <TabList tabs={tabs} />
      <IconButton
        label="New terminal"
        {...given(caps('terminal.new'))}
        disabled={!connected}
        onClick={() => app.run('terminal.new')}
      >
        <Plus className="size-4" aria-hidden />
      </IconButton>
      <Menu
        trigger={
          <IconButton label="More ways to open a terminal" className="-ml-1 w-5" disabled={!connected}>
            <ChevronDown className="size-3.5" aria-hidden />
          </IconButton>
        }
      >
        <CommandItem command="terminal.new" icon={Plus}>
          New terminal
        </CommandItem>
        <CommandItem command="terminal.new.with">With options…</CommandItem>
        <MenuLine />
        <CommandItem command="pane.split.right" icon={PanelRight}>
          Split right
        </CommandItem>
        <CommandItem command="pane.split.down" icon={PanelBottom}>
          Split down
        </CommandItem>
      </Menu>
      <div className="flex-1" />
      <IconButton label="Command palette" {...given(caps('view.palette'))} onClick={() => app.run('view.palette')}>
        <CommandIcon className="size-4" aria-hidden />
      </IconButton>
    </header>
  );
}

function given(caps: ReadonlyArray<string> | undefined): { caps?: ReadonlyArray<string> } {
  return caps === undefined ? {} : { caps };
}

/** Arrow keys walk along the tabs, Enter shows one; that way walking does not drag the keyboard into a terminal. */
function TabList({ tabs }: { readonly tabs: ReadonlyArray<Tab> }): ReactNode {
  const list = useRef<HTMLDivElement>(null);
  const walk = (event: React.KeyboardEvent): void => {
    const all = [...(list.current?.querySelectorAll<HTMLElement>('[role="tab"]') ?? [])];
    const at = all.indexOf(document.activeElement as HTMLElement);
    const to =
      event.key === 'ArrowRight'
        ? at + 1
        : event.key === 'ArrowLeft'
          ? at - 1
          : event.key === 'Home'
            ? 0
            : event.key === 'End'
              ? all.length - 1
              : undefined;
    if (to === undefined || at < 0) return;
    event.preventDefault();
    all[(to + all.length) % all.length]?.focus();
  };
  if (tabs.length === 0) return null;
  return (
    <div
      ref={list}
      role="tablist"
      aria-label="Open terminals"
      className="no-scrollbar flex h-full min-w-0 items-center gap-0.5 overflow-x-auto"
      onKeyDown={walk}
      onWheel={(event) => {
        if (event.deltaX === 0) event.currentTarget.scrollLeft += event.deltaY;
      }}
    >
      {tabs.map((tab, index) => (
        <TabItem key={tab.id} tab={tab} index={index} />
      ))}
    </div>
  );
}

function TabItem({ tab, index }: { readonly tab: Tab; readonly index: number }): ReactNode {
  const app = useAppWindow();
  const caps = useCaps();
  const element = useRef<HTMLDivElement>(null);
  const info = useTerminal(tab.focus);
  const badge = useTabBadge(tab);
  const active = useStore(app.layout, (state) => state.active === tab.id);
  const before = useDropBefore(index);
  const panes = terminalsOf(tab.root);
  const label = info === undefined ? 'Terminal' : labelOf(info);
  useEffect(() => {
    if (active) element.current?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  }, [active]);
  const show = (): void => {
    app.layout.setState(activate(app.layout.getState(), tab.id), true);
    app.focusTerminal();
  };
  const detach = (): void => {
    for (const terminal of panes) app.actions.detach(terminal);
  };
  const shift = (by: -1 | 1): void =>
    app.layout.setState(moveTab(app.layout.getState(), tab.id, by > 0 ? index + 2 : index - 1), true);
  return (
    <ContextMenu
      target={
        <div
          role="presentation"
          data-tab={tab.id}
          className={cx(
            'group relative flex h-7.5 max-w-56 shrink-0 items-center rounded-md pr-1 transition-colors',
            active ? 'bg-selected text-text' : 'text-muted hover:bg-hover hover:text-text',
            before &&
              'before:absolute before:inset-y-0.5 before:-left-[2px] before:w-0.5 before:rounded before:bg-accent',
          )}
          onPointerDown={(event) => {
            if (event.button === 0 && !(event.target as Element).closest('button'))
              app.dragging.begin(event, { kind: 'tab', id: tab.id, label });
          }}
          onAuxClick={(event) => {
            if (event.button === 1) detach();
          }}
        />
      }
      inner={
        <>
          <div
            ref={element}
            id={`tab-label-${tab.id}`}
            role="tab"
            tabIndex={active ? 0 : -1}
            aria-selected={active}
            aria-controls="panes"
            {...(active ? { 'data-region-focus': '' } : {})}
            className="flex h-full min-w-0 items-center gap-1.5 rounded-md pl-2"
            onClick={show}
            onDoubleClick={() => app.dialogs.open({ kind: 'rename', terminal: tab.focus })}
            onKeyDown={(event) => {
              if (event.key === 'Enter' || event.key === ' ') show();
              else if (event.key === 'Delete') detach();
              else if (event.key === 'F2') app.dialogs.open({ kind: 'rename', terminal: tab.focus });
              else if (event.shiftKey && event.key === 'ArrowLeft') shift(-1);
              else if (event.shiftKey && event.key === 'ArrowRight') shift(1);
              else return;
              event.preventDefault();
              event.stopPropagation();
            }}
          >
            {info !== undefined && <TerminalState info={info} badge={badge} />}
            <span className={cx('max-w-36 shrink-0 truncate text-[12.5px]', active && 'font-medium')}>{label}</span>
            {info !== undefined && <TabFacts info={info} />}
            {panes.length > 1 && (
              <span className="rounded bg-cap px-1 text-[11px] text-muted tabular-nums" title={`${panes.length} panes`}>
                {panes.length}
              </span>
            )}
            {badge !== undefined && <span className="size-1.5 shrink-0 rounded-full bg-accent" aria-hidden />}
          </div>
          <button
            type="button"
            tabIndex={-1}
            aria-hidden
            title="Detach: the terminal goes on"
            className={cx(
              'ml-0.5 flex size-5 shrink-0 items-center justify-center rounded text-faint hover:bg-hover hover:text-text',
              !active && 'opacity-0 group-hover:opacity-100 pointer-coarse:opacity-100',
            )}
            onClick={detach}
          >
            <X className="size-3.5" aria-hidden />
          </button>
        </>
      }
    >
      <MenuItem
        caps={caps('terminal.rename')}
        onSelect={() => app.dialogs.open({ kind: 'rename', terminal: tab.focus })}
      >
        Rename…
      </MenuItem>
      <MenuItem disabled={index === 0} onSelect={() => shift(-1)}>
        Move left
      </MenuItem>
      <MenuItem onSelect={() => shift(1)}>Move right</MenuItem>
      <MenuLine />
      <MenuItem caps={caps('terminal.detach')} onSelect={detach}>
        Detach
      </MenuItem>
      <CommandItem command="terminal.kill" danger onSelect={() => void app.actions.kill(tab.focus)}>
        End terminal
      </CommandItem>
    </ContextMenu>
  );
}

/** Where the terminal is, and how its last command went when it went wrong. */
function TabFacts({ info }: { readonly info: TerminalInfo }): ReactNode {
  const code = info.run.kind === 'prompt' ? (info.run.lastExitCode ?? 0) : 0;
  return (
    <>
      <span className="min-w-0 shrink truncate text-[11.5px] text-muted" title={info.cwd}>
        {lastPart(info.cwd)}
      </span>
      {isFailure(code) && (
        <span
          className="shrink-0 text-[11.5px] text-danger tabular-nums"
          title={`The last command ended with exit code ${code}`}
        >
          {code}
        </span>
      )}
    </>
  );
}

/** The badge of the first terminal in the tab that has one. */
function useTabBadge(tab: Tab): ReturnType<typeof useBadge> {
  const { attention } = useAppWindow();
  return useStore(attention.badges, (badges) => {
    const found = terminalsOf(tab.root).find((terminal) => badges[terminal] !== undefined);
    return found === undefined ? undefined : badges[found];
  });
}

function useDropBefore(index: number): boolean {
  return useStore(
    useAppWindow().dragging.store,
    (state) => state.kind === 'dragging' && state.target?.kind === 'strip' && state.target.index === index,
  );
}
