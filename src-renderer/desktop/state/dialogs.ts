import { createStore, type StoreApi } from 'zustand/vanilla';

/** What is open above the terminals; at most one thing. */
export type Dialog =
  | { readonly kind: 'none' }
  | { readonly kind: 'palette'; readonly mode: 'commands' | 'terminals' }
  | { readonly kind: 'new' }
  | { readonly kind: 'keys' }
  | { readonly kind: 'rename'; readonly terminal: string }
  | { readonly kind: 'kill'; readonly terminal: string; readonly foreground: string | null }
  | {
      readonly kind: 'paste';
      readonly text: string;
      readonly lines: number;
      readonly answer: (paste: boolean) => void;
    };

export interface Dialogs {
  readonly store: StoreApi<Dialog>;
  open(dialog: Dialog): void;
  close(): void;
}

export function createDialogs(): Dialogs {
  const store = createStore<Dialog>(() => ({ kind: 'none' }));
  const set = (dialog: Dialog): void => {
    const before = store.getState();
    store.setState(dialog, true);
    // A question that something else pushes aside is answered no, so that nobody waits for ever.
    if (before.kind === 'paste') before.answer(false);
  };
  return { store, open: set, close: () => set({ kind: 'none' }) };
}
