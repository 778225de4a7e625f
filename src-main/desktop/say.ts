import { BrowserWindow, clipboard, dialog, type MessageBoxOptions } from 'electron';
import type { Log } from '../../src-shared/base/log.ts';

export interface Question<A extends string> {
  readonly type: 'question' | 'warning' | 'error';
  readonly message: string;
  readonly detail?: string;
  /** In the order in which they are shown; the first is what Enter takes. */
  readonly buttons: ReadonlyArray<{ readonly answer: A; readonly label: string }>;
  /** What closing the dialog means. */
  readonly cancel: A;
  readonly signal?: AbortSignal;
}

/** Asks in a dialog of the system, on the window that is looked at if there is one. */
export async function ask<A extends string>(question: Question<A>): Promise<A> {
  const { type, message, detail, buttons, cancel, signal } = question;
  const options: MessageBoxOptions = {
    type,
    title: 'Homeport',
    message,
    ...(detail === undefined ? {} : { detail }),
    ...(signal === undefined ? {} : { signal }),
    buttons: buttons.map(({ label }) => label),
    defaultId: 0,
    cancelId: buttons.findIndex(({ answer }) => answer === cancel),
    noLink: true,
  };
  const window = BrowserWindow.getFocusedWindow();
  const { response } = await (window === null
    ? dialog.showMessageBox(options)
    : dialog.showMessageBox(window, options));
  return buttons[response]?.answer ?? cancel;
}

/** Asks about something that went wrong; besides the answers the details can be copied, as often as one likes. */
export async function askWithDetails<A extends string>(question: Question<A>, details: string): Promise<A> {
  const buttons = [...question.buttons, { answer: 'copy' as const, label: 'Copy details' }];
  for (;;) {
    const answer = await ask<A | 'copy'>({ ...question, buttons });
    if (answer !== 'copy') return answer;
    await clipboard.writeText(details);
  }
}

/** Says one sentence in a dialog and waits for nothing. */
export function say(sentence: string, log: Log): void {
  dialog
    .showMessageBox({ type: 'info', title: 'Homeport', message: sentence, buttons: ['OK'], noLink: true })
    .catch((error: unknown) => log.error('a sentence could not be said', { sentence, error: String(error) }));
}
