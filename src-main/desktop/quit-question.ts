export type QuitAnswer = 'quit' | 'end' | 'cancel';

/** What a person is asked who wants the app to end; undefined when nothing needs to be. */
export function quitQuestion(now: {
  readonly kind: 'own' | 'attached';
  /** Terminals that are running. */
  readonly running: number;
}): { readonly message: string; readonly detail: string } | undefined {
  // Another's hub goes on as before, and so does all that it has.
  if (now.kind === 'attached' || now.running === 0) return undefined;
  const detail =
    now.running === 1
      ? '1 terminal goes on running in the background. Reopen Homeport to see it.'
      : `${now.running} terminals go on running in the background. Reopen Homeport to see them.`;
  return { message: 'Quit Homeport?', detail };
}
