import { Autocomplete } from '@base-ui/react/autocomplete';
import { Folder } from 'lucide-react';
import { type ReactNode, useEffect, useId, useState } from 'react';
import { Button } from '../../ui/kit/button.tsx';
import { cx } from '../../ui/kit/class-names.ts';
import { inputClass } from '../../ui/kit/text-field.tsx';
import { completions, splitPath } from '../state/directory-completion.ts';
import { SuggestionList } from './suggestion-list.tsx';
import { useAppWindow } from './use-app-window.ts';

export interface DirectoryFieldProps {
  readonly value: string;
  readonly onChange: (value: string) => void;
}

/** A path with the directories that could come next. */
export function DirectoryField({ value, onChange }: DirectoryFieldProps): ReactNode {
  const id = useId();
  const names = useDirectories(splitPath(value).directory);
  const found = completions(value, names);
  const [open, setOpen] = useState(false);
  const [marked, setMarked] = useState<string>();
  const listed = open && found.length > 0;
  /** What Tab completes to; once the list is closed, by Escape for one, Tab goes on as anywhere. */
  const next = listed && value !== '' ? (marked ?? found[0]) : undefined;
  return (
    <div className="flex flex-col gap-1">
      <label htmlFor={id} className="text-[12px] text-muted">
        Directory
      </label>
      <div className="flex gap-2">
        <Autocomplete.Root
          items={found}
          filter={null}
          open={listed}
          onOpenChange={(wanted) => setOpen(wanted)}
          onItemHighlighted={(path) => setMarked(path)}
          value={value}
          onValueChange={(typed) => onChange(typed)}
        >
          <Autocomplete.Input
            id={id}
            placeholder="~"
            spellCheck={false}
            className={cx(inputClass, 'min-w-0 flex-1 font-mono')}
            onKeyDown={(event) => {
              if (event.key !== 'Tab' || event.shiftKey || next === undefined || next === value) return;
              event.preventDefault();
              onChange(`${next}/`);
            }}
          />
          <SuggestionList>
            {(path) => (
              <>
                <Folder className="size-3.5 shrink-0 text-faint" aria-hidden />
                <span className="truncate font-mono text-[12px]">{path}</span>
              </>
            )}
          </SuggestionList>
        </Autocomplete.Root>
        <BrowseButton value={value} onChange={onChange} />
      </div>
    </div>
  );
}

/** The system's own dialog, in the desktop app. */
function BrowseButton({ value, onChange }: DirectoryFieldProps): ReactNode {
  const { desktop, toasts } = useAppWindow();
  if (desktop === undefined) return null;
  const browse = async (): Promise<void> => {
    try {
      const chosen = await desktop.chooseDirectory(value);
      if (chosen !== null) onChange(chosen);
    } catch {
      toasts.toasts.say('The dialog could not be shown. Type the path instead.');
    }
  };
  return <Button onClick={() => void browse()}>Browse…</Button>;
}

const NONE: ReadonlyArray<string> = [];

/** The directories below one, as the hub answers; none while it has not, or when it cannot be read. */
function useDirectories(directory: string): ReadonlyArray<string> {
  const { client } = useAppWindow().session;
  const [answer, setAnswer] = useState<{ of: string; names: ReadonlyArray<string> }>({ of: '', names: NONE });
  useEffect(() => {
    let current = true;
    client.request('terminal.directory.list', { path: directory }).then(
      ({ directories }) => current && setAnswer({ of: directory, names: directories }),
      // A path that is not there completes to nothing; starting says why it is refused.
      () => current && setAnswer({ of: directory, names: NONE }),
    );
    return () => {
      current = false;
    };
  }, [client, directory]);
  return answer.of === directory ? answer.names : NONE;
}
