import { useState } from 'react';

/** Something that is asked of the hub by a press: whether it is under way, and why it was not done. */
export interface Act {
  readonly busy: boolean;
  readonly error: string | undefined;
  /** How often something was done; a key for asking again how things are. */
  readonly turn: number;
  run(act: () => Promise<unknown>): void;
}

export function useAct(): Act {
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<string>();
  const [turn, setTurn] = useState(0);
  const run = async (act: () => Promise<unknown>): Promise<void> => {
    setError(undefined);
    setBusy(true);
    try {
      await act();
    } catch (thrown) {
      setError(thrown instanceof Error ? thrown.message : String(thrown));
    }
    setBusy(false);
    setTurn((now) => now + 1);
  };
  return { busy, error, turn, run: (act) => void run(act) };
}
