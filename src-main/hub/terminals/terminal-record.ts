import { z } from 'zod';
import type { Holding } from '../../../src-shared/keeper-protocol/messages.ts';
import { type TerminalInfo, terminalInfoSchema } from '../../../src-shared/protocol/channels/terminal/state.ts';
import type { Size } from '../caller.ts';

/** What the user asked for; `restart` asks for it again. */
export const startedSchema = z.object({
  name: z.string(),
  /** Null: the user's shell with integration. */
  command: z.object({ file: z.string(), args: z.array(z.string()) }).nullable(),
  cwd: z.string(),
  /** Added to the environment. */
  env: z.record(z.string(), z.string()),
  /** What is shown: the shell itself where `command` is null. */
  shown: z.object({ file: z.string(), args: z.array(z.string()) }),
});
export type Started = z.infer<typeof startedSchema>;

/** A terminal in the store. */
export const terminalRecordSchema = z.object({
  info: terminalInfoSchema,
  started: startedSchema,
  /** Proves that a keeper whose own record is missing is gone, or is not. */
  keeper: z.object({ pid: z.int(), birth: z.string() }),
});
export type TerminalRecord = z.infer<typeof terminalRecordSchema>;

/** A screen as it was, for terminals that no keeper has any more. */
export interface SavedScreen {
  readonly offset: number;
  readonly size: Size;
  /** Escape sequences that draw it, some lines of scrollback above. */
  readonly bytes: Uint8Array;
  /** The same as text. */
  readonly lines: ReadonlyArray<string>;
  readonly cursor: { readonly x: number; readonly y: number };
}

/** Where records and screens are kept. Writes may be grouped; a failure is the store's to tell. */
export interface TerminalStore {
  list(): ReadonlyArray<unknown>;
  save(id: string, record: TerminalRecord): void;
  /** Forgets the terminal with its screen. */
  remove(id: string): void;
  saveScreen(id: string, screen: SavedScreen): void;
  screen(id: string): SavedScreen | null;
  /** Resolves true when everything said so far is on the disk, false when it cannot be written just now. */
  durable(): Promise<boolean>;
}

/** How a terminal looks that a keeper holds and the store does not know: what its starter said, or the bare facts. */
export function orphanRecord(
  holding: Extract<Holding, { kind: 'terminal' }>,
  keeper: { readonly id: string; readonly pid: number; readonly birth: string },
  home: string,
): TerminalRecord {
  const label = startedSchema.safeParse(holding.label);
  const started: Started = label.success
    ? label.data
    : { name: '', command: null, cwd: home, env: {}, shown: { file: 'unknown', args: [] } };
  return {
    info: firstInfo(holding.id, started, holding.size, holding.startedAt, keeper.id, holding.pid),
    started,
    keeper: { pid: keeper.pid, birth: keeper.birth },
  };
}

export function firstInfo(
  id: string,
  started: Started,
  size: Size,
  startedAt: number,
  keeper: string,
  pid: number,
): TerminalInfo {
  return {
    id,
    name: started.name,
    title: '',
    command: started.shown,
    cwd: started.cwd,
    cols: size.cols,
    rows: size.rows,
    phase: { kind: 'running', pid },
    run: { kind: 'unknown' },
    driver: null,
    bells: 0,
    startedAt,
    keeper,
  };
}
