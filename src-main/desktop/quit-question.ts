/** Why the app is to end. */
export type QuitReason =
  /** A person wants it. */
  | 'user'
  /** The system or its session ends, or a signal came: there is nobody to ask, or no time. */
  | 'system'
  /** A client asked the hub to stop, and has been asked already what is to become of its terminals. */
  | 'hub';

export type QuitAnswer = 'quit' | 'end' | 'cancel';

export interface QuitQuestion {
  readonly message: string;
  readonly detail: string;
}

/** What is asked before the app ends; undefined when nothing needs to be. */
export function quitQuestion(now: {
  readonly reason: QuitReason;
  readonly kind: 'own' | 'attached';
  /** Terminals that are running. */
  readonly running: number;
}): QuitQuestion | undefined {
  // Another's hub goes on as before, and so does all that it has.
  if (now.reason !== 'user' || now.kind === 'attached' || now.running === 0) return undefined;
  const one = now.running === 1;
  return {
    message: 'Quit Homeport?',
    detail: one
      ? '1 terminal goes on running in the background. Reopen Homeport to see it.'
      : `${now.running} terminals go on running in the background. Reopen Homeport to see them.`,
  };
}
