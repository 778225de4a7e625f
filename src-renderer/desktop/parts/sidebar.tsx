import { ChevronRight, Ellipsis, PanelLeft, Plus, Search, Settings2, Trash2 } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import { useStore } from 'zustand';
import { labelOf, phaseWord, shortPath } from '../../../src-shared/labels/terminal-label.ts';
import type { TerminalInfo } from '../../../src-shared/protocol/channels/terminal/state.ts';
import { rank } from '../../ui/commands/ranking.ts';
import { Button, IconButton } from '../../ui/kit/button.tsx';
import { cx } from '../../ui/kit/class-names.ts';
import { Menu, MenuItem, MenuLine } from '../../ui/kit/menu.tsx';
import { focusedTerminal, shownTerminals } from '../../ui/layout/layout.ts';
import { ConnectionLine } from './connection-line.tsx';
import { SettingsMenu } from './settings-menu.tsx';
import { TerminalState } from './terminal-state.tsx';
import { useAppWindow, useBadge, useConnected, useTerminals, useTerminalsKnown } from './use-app-window.ts';
import { useCaps } from './use-caps.ts';

interface Group {
  readonly name: string;
  readonly terminals: ReadonlyArray<TerminalInfo>;
  /** Over and done: can be forgotten together. */
  readonly over: boolean;
}

/** All terminals, by where the user finds them; empty groups are left out. */
function groupsOf(terminals: ReadonlyArray<TerminalInfo>, shown: ReadonlySet<string>): ReadonlyArray<Group> {
  const of = (name: string, over: boolean, test: (terminal: TerminalInfo) => boolean): Group => ({
    name,
    over,
    terminals: terminals.filter(test).sort((a, b) => a.startedAt - b.startedAt),
  });
  const alive = (terminal: TerminalInfo): boolean =>
    terminal.phase.kind === 'running' || terminal.phase.kind === 'unreachable';
  return [
    of('In this window', false, (each) => alive(each) && shown.has(each.id)),
    of('Running elsewhere', false, (each) => each.phase.kind === 'running' && !shown.has(each.id)),
    of('Unreachable', false, (each) => each.phase.kind === 'unreachable' && !shown.has(each.id)),
    of('Lost', true, (each) => each.phase.kind === 'lost'),
    of('Ended', true, (each) => each.phase.kind === 'ended'),
  ].filter((group) => group.terminals.length > 0);
}

export function Sidebar(): ReactNode {
  const app = useAppWindow();
  const caps = useCaps();
  const connected = useConnected();
  const all = useTerminals();
  const known = useTerminalsKnown();
  const layout = useStore(app.layout);
  // A draft: what is typed to narrow the list.
  const [query, setQuery] = useState('');
  const matching = Object.values(all).filter(
    (terminal) => query === '' || rank(query, `${labelOf(terminal)} ${terminal.cwd}`) > 0,
  );
  const groups = groupsOf(matching, new Set(shownTerminals(layout)));
  const palette = caps('view.sidebar');
  return (
    <aside
      aria-label="Terminals"
      data-region="list"
      className="absolute inset-y-0 left-0 z-30 flex w-60 shrink-0 flex-col border-line border-r bg-chrome max-sm:shadow-pop sm:relative"
    >
      <div className="flex h-10 shrink-0 items-center gap-1 pr-1.5 pl-3">
        <Wordmark />
        <div className="flex-1" />
        <IconButton
          label="Hide the list of terminals"
          {...(palette === undefined ? {} : { caps: palette })}
          onClick={() => app.run('view.sidebar')}
        >
          <PanelLeft className="size-4" aria-hidden />
        </IconButton>
      </div>
      <div className="flex flex-col gap-2 px-2 pb-2">
        <Button className="w-full" disabled={!connected} onClick={() => app.run('terminal.new.with')}>
          <Plus className="size-4" aria-hidden />
          New terminal
        </Button>
        <label className="flex h-7 items-center gap-1.5 rounded-md bg-hover px-2 focus-within:outline-2 focus-within:outline-accent">
          <Search className="size-3.5 shrink-0 text-faint" aria-hidden />
          <input
            aria-label="Filter terminals"
            placeholder="Filter"
            className="w-full min-w-0 bg-transparent text-[12.5px] outline-none placeholder:text-faint"
            value={query}
            onChange={(event) => setQuery(event.target.value)}
            onKeyDown={(event) => {
              if (event.key !== 'Escape') return;
              if (query === '') app.focusTerminal();
              else setQuery('');
            }}
          />
        </label>
      </div>
      <nav aria-label="All terminals" className="thin-scroll min-h-0 flex-1 overflow-y-auto px-2 pb-2">
        {groups.map((group) => (
          <GroupList key={group.name} group={group} focused={focusedTerminal(layout)} />
        ))}
        {groups.length === 0 && (
          <p className="px-2 py-3 text-[12px] text-faint">
            {query !== '' ? 'No terminal is called that.' : known ? 'No terminals yet.' : 'Not heard from the hub yet.'}
          </p>
        )}
      </nav>
      <div className="flex h-9 shrink-0 items-center gap-1 border-line border-t pr-1 pl-3">
        <ConnectionLine />
        <SettingsMenu
          trigger={
            <IconButton label="Settings">
              <Settings2 className="size-4" aria-hidden />
            </IconButton>
          }
        />
      </div>
    </aside>
  );
}

function Wordmark(): ReactNode {
  return (
    <span className="flex items-center gap-1.5 font-semibold text-[13.5px] tracking-tight">
      <svg viewBox="0 0 16 16" className="size-4 text-accent" aria-hidden fill="none" stroke="currentColor">
        <path d="M2 7.2 8 2l6 5.2V13a1 1 0 0 1-1 1H3a1 1 0 0 1-1-1z" strokeWidth="1.6" strokeLinejoin="round" />
        <path
          d="m5.2 8.2 1.9 1.7-1.9 1.7M8.6 11.6h2.4"
          strokeWidth="1.4"
          strokeLinecap="round"
          strokeLinejoin="round"
        />
      </svg>
      Homeport
    </span>
  );
}

function GroupList({ group, focused }: { readonly group: Group; readonly focused: string | undefined }): ReactNode {
  const app = useAppWindow();
  const connected = useConnected();
  // Whether a group is folded is nobody else's business and not worth keeping.
  const [open, setOpen] = useState(true);
  return (
    <section className="mb-1" aria-label={group.name}>
      <div className="flex h-7 items-center">
        <h2 className="min-w-0 flex-1">
          <button
            type="button"
            aria-expanded={open}
            className="flex h-6 w-full items-center gap-1 rounded pl-0.5 text-left font-medium text-[11.5px] text-faint hover:text-text"
            onClick={() => setOpen(!open)}
          >
            <ChevronRight className={cx('size-3 transition-transform', open && 'rotate-90')} aria-hidden />
            <span className="truncate">{group.name}</span>
            <span className="tabular-nums opacity-80">{group.terminals.length}</span>
          </button>
        </h2>
        {group.over && (
          <IconButton
            label={`Forget all ${group.name.toLowerCase()} terminals`}
            className="size-6"
            disabled={!connected}
            onClick={() => app.actions.removeAll(group.terminals.map((each) => each.id))}
          >
            <Trash2 className="size-3.5" aria-hidden />
          </IconButton>
        )}
      </div>
      {open && (
        <ul className="flex flex-col gap-px">
          {group.terminals.map((terminal) => (
            <Row key={terminal.id} info={terminal} focused={terminal.id === focused} />
          ))}
        </ul>
      )}
    </section>
  );
}

function Row({ info, focused }: { readonly info: TerminalInfo; readonly focused: boolean }): ReactNode {
  const app = useAppWindow();
  const badge = useBadge(info.id);
  const connected = useConnected();
  const label = labelOf(info);
  const over = info.phase.kind === 'ended' || info.phase.kind === 'lost';
  return (
    <li
      className={cx(
        'group flex items-center rounded-md pr-0.5 transition-colors',
        focused ? 'bg-selected' : 'hover:bg-hover',
      )}
    >
      <button
        type="button"
        className="flex min-w-0 flex-1 items-center gap-2 rounded-md py-1 pl-2 text-left pointer-coarse:py-2"
        {...(focused ? { 'aria-current': true, 'data-region-focus': '' } : {})}
        onClick={() => {
          app.show(info.id);
          if (matchMedia('(max-width: 40rem)').matches) app.run('view.sidebar');
        }}
      >
        <TerminalState info={info} badge={badge} />
        <span className="min-w-0 flex-1">
          <span className={cx('block truncate text-[12.5px] leading-4', over ? 'text-muted' : 'text-text')}>
            {label}
          </span>
          <span className="block truncate text-[11px] text-muted leading-4" title={info.cwd}>
            {over ? `${phaseWord(info.phase)} · ${shortPath(info.cwd)}` : shortPath(info.cwd)}
          </span>
        </span>
        {badge !== undefined && <span className="size-1.5 shrink-0 rounded-full bg-accent" aria-hidden />}
      </button>
      <Menu
        align="end"
        trigger={
          <IconButton
            label={`More about ${label}`}
            className="size-6 opacity-0 focus-visible:opacity-100 group-hover:opacity-100 data-popup-open:opacity-100 pointer-coarse:opacity-100"
          >
            <Ellipsis className="size-3.5" aria-hidden />
          </IconButton>
        }
      >
        <MenuItem onSelect={() => app.show(info.id)}>Show</MenuItem>
        <MenuItem disabled={!connected} onSelect={() => app.dialogs.open({ kind: 'rename', terminal: info.id })}>
          Rename…
        </MenuItem>
        <MenuItem onSelect={() => app.actions.detach(info.id)}>Detach</MenuItem>
        <MenuLine />
        {over ? (
          <>
            <MenuItem disabled={!connected} onSelect={() => void app.actions.restart(info.id)}>
              Start again
            </MenuItem>
            <MenuItem disabled={!connected} onSelect={() => app.actions.remove(info.id)}>
              Forget
            </MenuItem>
          </>
        ) : (
          <MenuItem danger disabled={!connected} onSelect={() => void app.actions.kill(info.id)}>
            End terminal
          </MenuItem>
        )}
      </Menu>
    </li>
  );
}
