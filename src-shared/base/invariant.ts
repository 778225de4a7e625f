/** Throws at once when something that can never happen has happened. Put the offending value in the message. */
export function invariant(condition: unknown, message: string): asserts condition {
  if (!condition) throw new Error(`invariant broken: ${message}`);
}

/** Closes a switch over a union: a new member that is not handled does not compile. */
export function exhausted(value: never): never {
  throw new Error(`invariant broken: unexpected ${JSON.stringify(value)}`);
}
