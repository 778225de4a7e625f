import { TriangleAlert } from 'lucide-react';
import { type ReactNode, useEffect, useState } from 'react';
import type { CoreResult } from '../../../src-shared/protocol/request-table.ts';
import { Button } from '../../ui/kit/button.tsx';
import { Dialog, DialogFooter } from '../../ui/kit/dialog.tsx';
import { SelectField } from '../../ui/kit/select-field.tsx';
import { TextField } from '../../ui/kit/text-field.tsx';
import { focusedTerminal } from '../../ui/layout/layout.ts';
import { splitCommand } from '../state/command-line.ts';
import type { Placement, StartParams } from '../state/terminal-actions.ts';
import { DirectoryField } from './directory-field.tsx';
import { useAppWindow } from './use-app-window.ts';

type Shells = CoreResult<'terminal.shell.list'>['shells'];

const PLACES = { tab: 'A tab of its own', right: 'Beside, on the right', down: 'Below' } as const;
type Place = keyof typeof PLACES;

interface Draft {
  readonly shell: string;
  readonly directory: string;
  readonly command: string;
  readonly name: string;
  readonly place: Place;
}

function paramsOf(draft: Draft, shells: Shells): StartParams {
  const words = splitCommand(draft.command);
  const [file, ...args] = words;
  // The default shell is left to the hub, which starts it as a login shell.
  const chosen =
    shells.findIndex((shell) => shell.file === draft.shell) > 0 ? { file: draft.shell, args: [] } : undefined;
  const command = file === undefined ? chosen : { file, args };
  const cwd = draft.directory.trim();
  const name = draft.name.trim();
  return {
    ...(command === undefined ? {} : { command }),
    ...(cwd === '' ? {} : { cwd: cwd.length > 1 ? cwd.replace(/\/$/, '') : cwd }),
    ...(name === '' ? {} : { name }),
  };
}

function placementOf(place: Place): Placement {
  return place === 'tab' ? { kind: 'tab' } : { kind: 'beside', side: place };
}

/** Opens a terminal. Every field may stay as it is: Enter opens the default at once. */
export function NewTerminalDialog(): ReactNode {
  const app = useAppWindow();
  const shells = useShells();
  const [draft, setDraft] = useState<Draft>({ shell: '', directory: '', command: '', name: '', place: 'tab' });
  const [attempt, setAttempt] = useState<
    { readonly kind: 'idle' | 'starting' } | { readonly kind: 'refused'; readonly why: string }
  >({ kind: 'idle' });
  const change = (part: Partial<Draft>): void => setDraft({ ...draft, ...part });
  const split = focusedTerminal(app.layout.getState()) !== undefined;

  const start = async (): Promise<void> => {
    setAttempt({ kind: 'starting' });
    try {
      await app.actions.start(paramsOf(draft, shells), placementOf(draft.place));
      app.dialogs.close();
    } catch (thrown) {
      setAttempt({ kind: 'refused', why: thrown instanceof Error ? thrown.message : String(thrown) });
    }
  };
  return (
    <Dialog
      title="New terminal"
      description="Everything is optional. Enter opens your shell in your home directory."
      onClose={() => app.dialogs.close()}
      finalFocus={() => app.focusTarget()}
    >
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void start();
        }}
      >
        <div className="flex flex-col gap-3 px-4 pt-3">
          <DirectoryField value={draft.directory} onChange={(directory) => change({ directory })} />
          <TextField
            label="Command"
            className="font-mono"
            placeholder="your shell"
            value={draft.command}
            onChange={(event) => change({ command: event.target.value })}
          />
          <div className="grid gap-3 sm:grid-cols-2">
            <SelectField
              label="Shell"
              value={draft.shell || (shells[0]?.file ?? '')}
              options={shells.map(({ name, file }) => ({ value: file, label: name, hint: file }))}
              onChange={(shell) => change({ shell })}
            />
            <TextField
              label="Name"
              placeholder="what runs in it"
              maxLength={120}
              value={draft.name}
              onChange={(event) => change({ name: event.target.value })}
            />
          </div>
          {split && (
            <SelectField
              label="Where"
              value={draft.place}
              options={Object.entries(PLACES).map(([value, label]) => ({ value, label }))}
              onChange={(place) => change({ place: place as Place })}
            />
          )}
          {attempt.kind === 'refused' && (
            <p role="alert" className="flex items-start gap-2 text-danger">
              <TriangleAlert className="mt-0.5 size-4 shrink-0" aria-hidden />
              {attempt.why}
            </p>
          )}
        </div>
        <DialogFooter>
          <Button onClick={() => app.dialogs.close()}>Cancel</Button>
          <Button type="submit" look="primary" disabled={attempt.kind === 'starting'}>
            Open terminal
          </Button>
        </DialogFooter>
      </form>
    </Dialog>
  );
}

function useShells(): Shells {
  const { client } = useAppWindow().session;
  const [shells, setShells] = useState<Shells>([]);
  useEffect(() => {
    let current = true;
    client.request('terminal.shell.list', {}).then(
      (answer) => current && setShells(answer.shells),
      // Without the list the default shell is still what Enter opens.
      () => {},
    );
    return () => {
      current = false;
    };
  }, [client]);
  return shells;
}
