import { type ReactNode, useRef } from 'react';
import { labelOf } from '../../../src-shared/labels/terminal-label.ts';
import { Button } from '../../ui/kit/button.tsx';
import { Dialog, DialogFooter } from '../../ui/kit/dialog.tsx';
import { TextField } from '../../ui/kit/text-field.tsx';
import { useAppWindow, useTerminal } from './use-app-window.ts';

export function RenameDialog({ terminal }: { readonly terminal: string }): ReactNode {
  const { dialogs, actions, focusTarget } = useAppWindow();
  const info = useTerminal(terminal);
  const input = useRef<HTMLInputElement>(null);
  if (info === undefined) return null;
  return (
    <Dialog title="Rename terminal" className="max-w-sm" onClose={dialogs.close} finalFocus={focusTarget}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          actions.rename(terminal, (input.current?.value ?? '').trim());
          dialogs.close();
        }}
      >
        <div className="px-4 pt-3">
          <TextField
            ref={input}
            label="Name"
            defaultValue={info.name}
            placeholder={labelOf({ ...info, name: '' })}
            maxLength={120}
            autoFocus
            onFocus={(event) => event.currentTarget.select()}
            hint="Leave it empty to show what runs in it."
          />
        </div>
        <DialogFooter>
          <Button onClick={dialogs.close}>Cancel</Button>
          <Button type="submit" look="primary">
            Rename
          </Button>
        </DialogFooter>
      </form>
    </Dialog>
  );
}
