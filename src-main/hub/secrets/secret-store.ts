/** Where a store keeps things. It stands beside what was sealed with a key from there. */
export type Where = 'keychain' | 'file' | 'memory';

export type Unavailable = {
  readonly kind: 'unavailable';
  /** Half a sentence for the user, beginning small and without a full stop. */
  readonly why: string;
  /** There is no such store on this machine, and asking again soon will not change that. */
  readonly lasting: boolean;
};

/**
 * `absent` is as far as the store can tell: some answer so while they are locked. `locked`: somebody has to unlock it
 * first.
 */
export type ReadOutcome =
  | { readonly kind: 'found'; readonly value: Uint8Array }
  | { readonly kind: 'absent' }
  | { readonly kind: 'locked' }
  | Unavailable;

export type WriteOutcome = { readonly kind: 'written' } | { readonly kind: 'locked' } | Unavailable;

export type RemoveOutcome = { readonly kind: 'removed' } | { readonly kind: 'locked' } | Unavailable;

/** The deadline has passed, as when a keychain asks for its password and nobody answers. The answer may yet come. */
export interface Waiting<T> {
  readonly kind: 'waiting';
  /** Does not settle before there is an answer, so perhaps never. */
  readonly later: Promise<T>;
}

/**
 * A few short secrets by name, kept by somebody who protects them. Failures are outcomes; no call rejects, and none
 * takes longer than its deadline (ms).
 */
export interface SecretStore {
  readonly where: Where;
  read(name: string, deadlineMs: number): Promise<ReadOutcome | Waiting<ReadOutcome>>;
  write(name: string, value: Uint8Array, deadlineMs: number): Promise<WriteOutcome | Waiting<WriteOutcome>>;
  /** What is not there counts as removed. */
  remove(name: string, deadlineMs: number): Promise<RemoveOutcome | Waiting<RemoveOutcome>>;
}
