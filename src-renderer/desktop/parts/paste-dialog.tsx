import type { ReactNode } from 'react';
import { Confirm } from '../../ui/kit/confirm.tsx';
import { useAppWindow } from './use-app-window.ts';

/** More than this is not read anyway. */
const PREVIEW = 4_000;

export interface PasteDialogProps {
  readonly text: string;
  readonly lines: number;
  readonly answer: (paste: boolean) => void;
}

export function PasteDialog({ text, lines, answer }: PasteDialogProps): ReactNode {
  const { dialogs, focusTarget } = useAppWindow();
  return (
    <Confirm
      title={lines === 1 ? 'Paste a line that runs at once?' : `Paste ${lines} lines?`}
      description="This program did not ask for pasted text to be marked, so each line runs as soon as it arrives."
      confirm="Paste"
      className="max-w-lg"
      onCancel={dialogs.close}
      onConfirm={() => {
        answer(true);
        dialogs.close();
      }}
      finalFocus={focusTarget}
    >
      <pre
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolled text must be reachable by keyboard
        tabIndex={0}
        className="thin-scroll mx-4 mt-3 max-h-64 overflow-auto rounded-lg border border-line bg-bg p-3 font-mono text-[12px] leading-5"
      >
        {text.slice(0, PREVIEW)}
        {text.length > PREVIEW && '…'}
      </pre>
    </Confirm>
  );
}
