import { type CommandId, commandList, shortcutsOf } from '../../ui/commands/command-list.ts';
import { capsOf } from '../../ui/commands/shortcut.ts';
import { useAppWindow } from './use-app-window.ts';

/** The key caps of a command's first shortcut here; undefined when it has none. */
export function useCaps(): (command: CommandId) => ReadonlyArray<string> | undefined {
  const { mac } = useAppWindow();
  return (id) => {
    const command = commandList.find((each) => each.id === id);
    const shortcut = command === undefined ? undefined : shortcutsOf(command, mac)[0];
    return shortcut === undefined ? undefined : capsOf(shortcut, mac);
  };
}
