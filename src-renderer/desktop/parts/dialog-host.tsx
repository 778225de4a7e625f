import type { ReactNode } from 'react';
import { useStore } from 'zustand';
import { CheatSheet } from './cheat-sheet.tsx';
import { CommandPalette } from './command-palette.tsx';
import { KillDialog } from './kill-dialog.tsx';
import { NewTerminalDialog } from './new-terminal-dialog.tsx';
import { PasteDialog } from './paste-dialog.tsx';
import { RenameDialog } from './rename-dialog.tsx';
import { useAppWindow } from './use-app-window.ts';

/** The one dialog that is open, if any. */
export function DialogHost(): ReactNode {
  const dialog = useStore(useAppWindow().dialogs.store);
  switch (dialog.kind) {
    case 'none':
      return null;
    case 'palette':
      return <CommandPalette key={dialog.mode} mode={dialog.mode} />;
    case 'new':
      return <NewTerminalDialog />;
    case 'keys':
      return <CheatSheet />;
    case 'rename':
      return <RenameDialog terminal={dialog.terminal} />;
    case 'kill':
      return <KillDialog terminal={dialog.terminal} foreground={dialog.foreground} />;
    case 'paste':
      return <PasteDialog text={dialog.text} lines={dialog.lines} answer={dialog.answer} />;
  }
}
