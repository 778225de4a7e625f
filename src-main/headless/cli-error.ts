import { ProtocolError } from '../../src-shared/protocol/errors.ts';

/** What a command ends with. Scripts rely on these numbers. */
export const EXIT = {
  ok: 0,
  /** It could not be done; the sentence on stderr says why and what to do. */
  failed: 1,
  /** The command line itself is wrong. */
  usage: 2,
  /** No hub runs for this data directory. */
  notRunning: 3,
} as const;

/** A command cannot do what it was asked. The message is a sentence with what to do next. */
export class CliError extends Error {
  /** A name for scripts: one of the protocol's error table or of the command line's own. */
  readonly error: string;
  readonly exitCode: number;

  constructor(error: string, sentence: string, exitCode: number = EXIT.failed) {
    super(sentence);
    this.error = error;
    this.exitCode = exitCode;
  }
}

/** How anything thrown is told: a refusal as it is, all else as a failure of ours with its message. */
export function asCliError(thrown: unknown): CliError {
  if (thrown instanceof CliError) return thrown;
  if (thrown instanceof ProtocolError) return new CliError(thrown.error, thrown.message);
  return new CliError('internal', thrown instanceof Error ? thrown.message : String(thrown));
}
