import type { ReactNode } from 'react';
import { ComposeLine } from './compose-line.tsx';
import { FindRow } from './find-row.tsx';
import { KeyBar } from './key-bar.tsx';
import { SelectionRow } from './selection-row.tsx';
import { useHabits, useScreenState } from './use-screen.ts';

/** What stands at the lower end, above the soft keyboard when there is one. */
export function Dock({ keys }: { readonly keys: boolean }): ReactNode {
  const selecting = useScreenState((state) => state.selecting);
  const finding = useScreenState((state) => state.finding);
  const composes = useHabits(({ typing }) => typing === 'compose');
  return (
    <>
      {selecting && <SelectionRow />}
      {finding && <FindRow />}
      {composes && !finding && <ComposeLine />}
      {keys && <KeyBar />}
    </>
  );
}
