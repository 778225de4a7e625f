import type { ReactNode } from 'react';
import { type Command, type CommandGroup, commandList, shortcutsOf } from '../../ui/commands/command-list.ts';
import { capsOf } from '../../ui/commands/shortcut.ts';
import { Caps } from '../../ui/kit/caps.tsx';
import { Dialog } from '../../ui/kit/dialog.tsx';
import { useAppWindow } from './use-app-window.ts';

const GROUPS: ReadonlyArray<CommandGroup> = ['Terminal', 'Panes', 'Tabs', 'Edit', 'View', 'Help'];

/** Every shortcut there is, read from the command list. */
export function CheatSheet(): ReactNode {
  const app = useAppWindow();
  return (
    <Dialog
      title="Keyboard shortcuts"
      description="None of these is taken from a shell or a program; whatever is not listed goes to the terminal. With Ctrl pressed, a click opens a link."
      className="max-w-3xl max-h-[85dvh]"
      onClose={() => app.dialogs.close()}
      finalFocus={() => app.focusTarget()}
    >
      <div
        className="thin-scroll mt-3 gap-x-8 outline-none overflow-y-auto border-line border-t px-4 pb-4 sm:columns-2"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolled list must be reachable by keyboard
        tabIndex={0}
      >
        {GROUPS.map((group) => (
          <section key={group} className="break-inside-avoid pt-4">
            <h3 className="mb-1 font-medium text-[12px] text-faint">{group}</h3>
            <dl>
              {commandList
                .filter((command) => command.group === group && shortcutsOf(command, app.mac).length > 0)
                .map((command) => (
                  <Line key={command.id} command={command} mac={app.mac} />
                ))}
            </dl>
          </section>
        ))}
      </div>
    </Dialog>
  );
}

function Line({ command, mac }: { readonly command: Command; readonly mac: boolean }): ReactNode {
  return (
    <div className="flex min-h-7 items-center justify-between gap-3 border-line border-b py-1 last:border-0">
      <dt className="min-w-0">{command.title}</dt>
      <dd className="flex shrink-0 flex-wrap items-center justify-end gap-2">
        {shortcutsOf(command, mac)
          .filter((shortcut) => !shortcut.code.startsWith('Numpad'))
          .slice(0, 2)
          .map((shortcut) => (
            <Caps key={capsOf(shortcut, mac).join('+')} caps={capsOf(shortcut, mac)} />
          ))}
      </dd>
    </div>
  );
}
