/** How a run of somebody else's program ended. What it printed is cut nowhere: more than is taken is a failure. */
export type Ran =
  | { readonly kind: 'ended'; readonly code: number; readonly out: string; readonly err: string }
  /** It did not end in time, or was not waited for any longer, and is gone now. */
  | { readonly kind: 'late'; readonly out: string; readonly err: string }
  | { readonly kind: 'absent' }
  /** It could not be run, or printed without end. */
  | { readonly kind: 'failed'; readonly why: string };

export interface RunOptions {
  /** ms. */
  readonly deadline: number;
  /** Whether it has printed enough not to be waited for; asked of the beginning of what it prints. */
  readonly until?: (printed: string) => boolean;
}

/** A program of this machine that is not ours. It is looked for anew with each run, since it may come and go. */
export interface OutsideProgram {
  /** Never rejects. */
  run(args: readonly string[], options: RunOptions): Promise<Ran>;
}
