import type { ReactNode } from 'react';
import { labelOf, plainLine } from '../../../src-shared/labels/terminal-label.ts';
import { Confirm } from '../../ui/kit/confirm.tsx';
import { useAppWindow, useTerminal } from './use-app-window.ts';

export function KillDialog(props: { readonly terminal: string; readonly foreground: string | null }): ReactNode {
  const { terminal, foreground } = props;
  const { dialogs, actions, focusTarget } = useAppWindow();
  const info = useTerminal(terminal);
  const line = info?.run.kind === 'running' ? plainLine(info.run.line) : '';
  const what = line || plainLine(foreground ?? '');
  return (
    <Confirm
      title={info === undefined ? 'End this terminal?' : `End “${labelOf(info)}”?`}
      description={
        what === '' ? (
          'Something still runs in it and will be ended.'
        ) : (
          <>
            <code className="font-mono text-text">{what}</code> still runs in it and will be ended.
          </>
        )
      }
      confirm="End terminal"
      danger
      onCancel={dialogs.close}
      onConfirm={() => {
        actions.killNow(terminal);
        dialogs.close();
      }}
      finalFocus={focusTarget}
    />
  );
}
