import { z } from 'zod';
import { LIMITS } from '../../limits.ts';

export const terminalIdSchema = z.string().regex(/^t_[0-9a-z]{4,32}$/, 'a terminal id looks like t_0123456789ab');
export const colsSchema = z.int().min(1).max(LIMITS.cols);
export const rowsSchema = z.int().min(1).max(LIMITS.rows);

/**
 * Where a terminal is in its life.
 *
 * - `running`: a keeper has it.
 * - `unreachable`: its keeper does not answer just now. Not found is never taken for dead.
 * - `ended`: there is exit evidence; `signal` is a name such as SIGKILL when one ended it.
 * - `lost`: the keeper that had it is known to be gone (killed, rebooted). The last screen can be shown.
 */
export const phaseSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('running'), pid: z.int() }),
  z.object({ kind: z.literal('unreachable') }),
  z.object({ kind: z.literal('ended'), exitCode: z.int().nullable(), signal: z.string().nullable(), at: z.number() }),
  z.object({ kind: z.literal('lost'), reason: z.string(), at: z.number() }),
]);
export type TerminalPhase = z.infer<typeof phaseSchema>;

/** What runs in the shell, as told by its OSC 133 marks. `unknown` until a first mark: no shell integration. */
export const commandSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('unknown') }),
  z.object({ kind: z.literal('prompt'), lastExitCode: z.int().nullable(), lastDurationMs: z.number().nullable() }),
  z.object({ kind: z.literal('running'), line: z.string(), since: z.number() }),
]);
export type CommandState = z.infer<typeof commandSchema>;

/** The one client that owns a terminal's size now. */
export const driverSchema = z.object({
  /** Connection id, from that client's `welcome`. */
  connection: z.string(),
  /** What its device is called. */
  name: z.string(),
});
export type Driver = z.infer<typeof driverSchema>;

export const terminalInfoSchema = z.object({
  id: terminalIdSchema,
  /** Given by the user; empty means that clients show the title, the command or the shell's name. */
  name: z.string(),
  /** Set by the program (OSC 0/2): untrusted plain text. */
  title: z.string(),
  /** What was started: the executable and its arguments as given, not as wrapped for shell integration. */
  command: z.object({ file: z.string(), args: z.array(z.string()) }),
  /** Working directory: where it was started, then what OSC 7 says. Absolute. */
  cwd: z.string(),
  cols: colsSchema,
  rows: rowsSchema,
  phase: phaseSchema,
  run: commandSchema,
  driver: driverSchema.nullable(),
  /** How often the bell has rung in this terminal's life; a client compares it with what it showed. */
  bells: z.int().nonnegative(),
  /** Wall clock, ms since 1970. */
  startedAt: z.number(),
  /** The keeper it lives in. */
  keeper: z.string(),
});
export type TerminalInfo = z.infer<typeof terminalInfoSchema>;

/** State of the channel `terminal`: every terminal that the hub knows, by id. */
export const terminalStateSchema = z.object({ terminals: z.record(z.string(), terminalInfoSchema) });
export type TerminalState = z.infer<typeof terminalStateSchema>;

export const emptyTerminalState: TerminalState = { terminals: {} };
