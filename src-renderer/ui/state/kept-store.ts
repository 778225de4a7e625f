import type { StoreApi } from 'zustand/vanilla';
import { createStore } from 'zustand/vanilla';

/** A store whose state is written to a browser's storage at each change and read from there at the start. */
export function keptStore<T>(
  storage: Pick<Storage, 'getItem' | 'setItem'>,
  key: string,
  parse: (text: string | null) => T,
  print: (state: T) => string = JSON.stringify,
): StoreApi<T> {
  const store = createStore<T>(() => parse(storage.getItem(key)));
  store.subscribe((state) => {
    try {
      storage.setItem(key, print(state));
    } catch {
      // Storage full or forbidden: the window works, it only starts as it last could be kept. Nobody needs to act.
    }
  });
  return store;
}
