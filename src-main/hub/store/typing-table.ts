import type { Typing } from '../../../src-shared/protocol/channels/device/requests.ts';
import type { Database, Statement } from './database.ts';
import type { PendingWrites } from './group-commit.ts';

/** What is looked for; what is left out is not asked. */
export interface TypingFilter {
  readonly terminal?: string | undefined;
  readonly device?: string | undefined;
}

const STEP = 256;

/** Stretches of typing in `events.db`. The one that goes on is written anew with its later end. */
export class TypingTable implements PendingWrites {
  private readonly touch: () => void;
  private readonly changed = new Map<string, Typing>();
  private step: ReadonlyArray<readonly [string, Typing]> = [];
  private statements: Statements;

  constructor(db: Database, touch: () => void) {
    this.touch = touch;
    this.statements = prepare(db);
  }

  get waiting(): number {
    return this.changed.size;
  }

  put(typing: Typing): void {
    this.changed.set(`${typing.device} ${typing.terminal} ${typing.from}`, typing);
    this.touch();
  }

  /** Newest first, those that are not written yet among them. */
  list({ terminal = '', device = '' }: TypingFilter, most: number): Typing[] {
    const fits = (each: Typing): boolean =>
      (terminal === '' || each.terminal === terminal) && (device === '' || each.device === device);
    const waiting = [...this.changed.values()].filter(fits);
    const isWaiting = new Set(waiting.map(({ device: who, terminal: where, from }) => `${who} ${where} ${from}`));
    const written = this.statements.select
      .all(terminal, terminal, device, device, most + waiting.length)
      .filter(({ device: who, terminal: where, from }) => !isWaiting.has(`${who} ${where} ${from}`));
    return [...waiting, ...written].sort((one, other) => other.until - one.until).slice(0, most);
  }

  /** Keeps the last `most`. */
  prune(most: number): void {
    this.statements.prune.run(most);
  }

  reopen(db: Database): void {
    this.statements = prepare(db);
  }

  write(): void {
    this.step = [...this.changed].slice(0, STEP);
    for (const [, { device, terminal, from, until }] of this.step)
      this.statements.upsert.run(device, terminal, from, until);
  }

  written(): void {
    // What was said again meanwhile waits for the next time.
    for (const [key, typing] of this.step) if (this.changed.get(key) === typing) this.changed.delete(key);
    this.step = [];
  }
}

interface Statements {
  readonly upsert: Statement<[string, string, number, number], unknown>;
  readonly select: Statement<[string, string, string, string, number], Typing>;
  readonly prune: Statement<[number], unknown>;
}

function prepare(db: Database): Statements {
  return {
    upsert: db.prepare(
      `INSERT INTO typing (device, terminal, began, ended) VALUES (?, ?, ?, ?)
       ON CONFLICT (device, terminal, began) DO UPDATE SET ended = excluded.ended`,
    ),
    select: db.prepare(
      `SELECT device, terminal, began AS "from", ended AS until FROM typing
       WHERE (? = '' OR terminal = ?) AND (? = '' OR device = ?) ORDER BY ended DESC LIMIT ?`,
    ),
    prune: db.prepare(
      'DELETE FROM typing WHERE ended < (SELECT min(ended) FROM (SELECT ended FROM typing ORDER BY ended DESC LIMIT ?))',
    ),
  };
}
