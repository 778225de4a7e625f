import { z } from 'zod';
import {
  colsSchema,
  commandSchema,
  driverSchema,
  phaseSchema,
  rowsSchema,
  terminalIdSchema,
  terminalInfoSchema,
} from './state.ts';

/** Every action says what now is, never how to get there, so that applying one twice changes nothing. */
export const terminalActionSchema = z.discriminatedUnion('type', [
  /** A terminal exists; replaces what was known under its id. */
  z.object({ type: z.literal('terminal.session.listed'), terminal: terminalInfoSchema }),
  z.object({ type: z.literal('terminal.session.removed'), id: terminalIdSchema }),
  z.object({ type: z.literal('terminal.session.named'), id: terminalIdSchema, name: z.string() }),
  z.object({ type: z.literal('terminal.session.titled'), id: terminalIdSchema, title: z.string() }),
  z.object({ type: z.literal('terminal.session.moved'), id: terminalIdSchema, cwd: z.string() }),
  z.object({ type: z.literal('terminal.session.sized'), id: terminalIdSchema, cols: colsSchema, rows: rowsSchema }),
  z.object({ type: z.literal('terminal.session.driven'), id: terminalIdSchema, driver: driverSchema.nullable() }),
  z.object({ type: z.literal('terminal.session.ran'), id: terminalIdSchema, run: commandSchema }),
  z.object({ type: z.literal('terminal.session.rang'), id: terminalIdSchema, bells: z.int().nonnegative() }),
  /** Running, unreachable, ended or lost; named for its most awaited case. */
  z.object({ type: z.literal('terminal.session.exit'), id: terminalIdSchema, phase: phaseSchema }),
]);
export type TerminalAction = z.infer<typeof terminalActionSchema>;
