import { createStore, type StoreApi } from 'zustand/vanilla';

/** In which terminal the user looks for something; null when in none. `asked` counts, to focus the field anew. */
export interface FindingState {
  readonly terminal: string | null;
  readonly asked: number;
}

export interface Finding {
  readonly store: StoreApi<FindingState>;
  start(terminal: string): void;
  stop(): void;
}

export function createFinding(): Finding {
  const store = createStore<FindingState>(() => ({ terminal: null, asked: 0 }));
  return {
    store,
    start: (terminal) => store.setState((now) => ({ terminal, asked: now.asked + 1 })),
    stop: () => store.setState({ terminal: null }),
  };
}
