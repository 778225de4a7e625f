import type { Dialog as ElectronDialog } from 'electron';
import { runtime } from './runtime.ts';
import { strict } from './strict.ts';

type Kind = 'showMessageBox' | 'showOpenDialog' | 'showSaveDialog';

/** With or without a window in front; the answer is what a spec has put there for this kind. */
function ask(kind: Kind): (...args: unknown[]) => Promise<unknown> {
  return async (...args) => {
    const { answers, calls } = runtime().records;
    calls.push({ what: `dialog.${kind}`, with: args.at(-1) });
    const waiting = answers[kind] ?? [];
    if (waiting.length === 0) throw new Error(`stand-in: dialog.${kind} was called, and no answer waits for it`);
    return waiting.shift();
  };
}

/** `dialog`. What blocks in Electron is not here: an app that calls it stands still until somebody comes. */
export const dialog = strict('dialog', {
  showMessageBox: ask('showMessageBox') as ElectronDialog['showMessageBox'],
  showOpenDialog: ask('showOpenDialog') as ElectronDialog['showOpenDialog'],
  showSaveDialog: ask('showSaveDialog') as ElectronDialog['showSaveDialog'],
  showErrorBox(title: string, content: string): void {
    runtime().records.calls.push({ what: 'dialog.showErrorBox', with: { title, content } });
    // Where Electron writes it too when there is no display yet.
    console.error(`${title}\n${content}`);
  },
});
