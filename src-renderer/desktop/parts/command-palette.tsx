import { Autocomplete } from '@base-ui/react/autocomplete';
import { Search } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import { labelOf, phaseWord, shortPath } from '../../../src-shared/labels/terminal-label.ts';
import type { TerminalInfo } from '../../../src-shared/protocol/channels/terminal/state.ts';
import { type CommandId, commandList } from '../../ui/commands/command-list.ts';
import { rankAll } from '../../ui/commands/ranking.ts';
import { Caps } from '../../ui/kit/caps.tsx';
import { Dialog } from '../../ui/kit/dialog.tsx';
import { TerminalState } from './terminal-state.tsx';
import { useAppWindow, useTerminals } from './use-app-window.ts';
import { useCaps } from './use-caps.ts';

type Entry =
  | {
      readonly kind: 'command';
      readonly id: CommandId;
      readonly title: string;
      readonly group: string;
      readonly words: string;
    }
  | { readonly kind: 'terminal'; readonly info: TerminalInfo };

function textOf(entry: Entry): string {
  return entry.kind === 'command'
    ? `${entry.title} ${entry.words}`
    : `${labelOf(entry.info)} ${entry.info.cwd} ${entry.info.id}`;
}

function keyOf(entry: Entry): string {
  return entry.kind === 'command' ? entry.id : entry.info.id;
}

/** Everything one can do and every terminal one can go to, found by a few letters. */
export function CommandPalette({ mode }: { readonly mode: 'commands' | 'terminals' }): ReactNode {
  const app = useAppWindow();
  const caps = useCaps();
  const terminals = useTerminals();
  // A draft.
  const [query, setQuery] = useState('');
  const context = app.context();
  const commands: ReadonlyArray<Entry> =
    mode === 'terminals'
      ? []
      : commandList
          .filter((command) => command.id !== 'view.palette' && (command.when?.(context) ?? true))
          .map(({ id, title, group, words }) => ({ kind: 'command', id, title, group, words: words ?? '' }));
  const places: ReadonlyArray<Entry> = Object.values(terminals)
    .sort((a, b) => b.startedAt - a.startedAt)
    .map((info) => ({ kind: 'terminal', info }));
  const found = rankAll(query, mode === 'terminals' ? places : [...commands, ...places], textOf);

  const choose = (entry: Entry): void => {
    app.dialogs.close();
    if (entry.kind === 'terminal') app.show(entry.info.id);
    else app.run(entry.id);
  };
  return (
    <Dialog
      title={mode === 'terminals' ? 'Go to terminal' : 'Command palette'}
      hideTitle
      atTop
      className="max-w-xl max-h-[min(30rem,80dvh)]"
      onClose={() => app.dialogs.close()}
      finalFocus={() => app.focusTarget()}
    >
      <Autocomplete.Root
        open
        inline
        items={found}
        filter={null}
        autoHighlight="always"
        keepHighlight
        value={query}
        onValueChange={(value) => setQuery(value)}
        itemToStringValue={textOf}
      >
        <div className="flex h-12 shrink-0 items-center gap-2.5 border-line border-b px-4">
          <Search className="size-4 shrink-0 text-faint" aria-hidden />
          <Autocomplete.Input
            aria-expanded={found.length > 0}
            aria-label={mode === 'terminals' ? 'Search terminals' : 'Search commands and terminals'}
            placeholder={mode === 'terminals' ? 'Go to terminal…' : 'What do you want to do?'}
            className="h-full w-full bg-transparent text-[15px] outline-none placeholder:text-faint"
            onKeyDown={(event) => {
              if (event.key !== '?' || query !== '') return;
              event.preventDefault();
              app.dialogs.open({ kind: 'keys' });
            }}
          />
        </div>
        <Autocomplete.Empty className="px-4 text-muted">
          <div className="py-5 empty:hidden">{found.length === 0 ? 'Nothing is called that.' : null}</div>
        </Autocomplete.Empty>
        <Autocomplete.List className="thin-scroll min-h-0 flex-1 overflow-y-auto overscroll-contain p-1.5 data-empty:hidden">
          {(entry: Entry) => (
            <Autocomplete.Item
              key={keyOf(entry)}
              value={entry}
              className="flex min-h-8 cursor-default select-none scroll-my-1.5 items-center gap-2.5 rounded-md px-2.5 outline-none data-highlighted:bg-selected pointer-coarse:min-h-11"
              onClick={() => choose(entry)}
            >
              {entry.kind === 'command' ? (
                <>
                  <span className="min-w-0 flex-1 truncate">{entry.title}</span>
                  <PaletteCaps caps={caps(entry.id)} group={entry.group} />
                </>
              ) : (
                <>
                  <TerminalState info={entry.info} />
                  <span className="min-w-0 truncate">{labelOf(entry.info)}</span>
                  <span className="min-w-0 flex-1 truncate text-[12px] text-faint">{shortPath(entry.info.cwd)}</span>
                  {entry.info.phase.kind !== 'running' && (
                    <span className="text-[12px] text-faint">{phaseWord(entry.info.phase)}</span>
                  )}
                </>
              )}
            </Autocomplete.Item>
          )}
        </Autocomplete.List>
        <div className="flex h-8 shrink-0 items-center gap-4 border-line border-t bg-chrome px-4 text-[11.5px] text-muted max-sm:hidden">
          <span className="flex items-center gap-1.5">
            <Caps caps={['↑', '↓']} /> choose
          </span>
          <span className="flex items-center gap-1.5">
            <Caps caps={['↵']} /> run
          </span>
          <span className="flex items-center gap-1.5">
            <Caps caps={['?']} /> all shortcuts
          </span>
        </div>
      </Autocomplete.Root>
    </Dialog>
  );
}

function PaletteCaps(props: { readonly caps: ReadonlyArray<string> | undefined; readonly group: string }): ReactNode {
  if (props.caps !== undefined) return <Caps caps={props.caps} />;
  return <span className="text-[12px] text-faint">{props.group}</span>;
}
