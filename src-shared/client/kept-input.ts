import type { Clock } from '../base/clock.ts';

/** Keys that could not go out for this long may no longer be meant: they need the user's word. */
export const STALE_INPUT_MS = 5_000;

/** One numbered piece of input. */
export interface Operation {
  readonly op: number;
  readonly data: string;
  readonly encoding: 'utf8' | 'base64';
  /** When it was typed: monotonic ms in a log, the wall clock's in what is kept. */
  readonly typedAt: number;
}

/**
 * What has been typed and has not arrived, as it outlives the page. It goes out under the numbers that it had, so that
 * what was sent before, and whose answer was lost, takes no effect once more.
 */
export interface KeptInput {
  readonly epoch: string;
  /** In order and without a gap. */
  readonly operations: ReadonlyArray<Operation>;
}

/** Keeps the input of one terminal; undefined for none. Durable when it resolves. */
export type KeepInput = (input: KeptInput | undefined) => Promise<void>;

/** A line that was typed and has not arrived: one Enter ends it. Numbers are those of its operations. */
export interface PendingLine {
  readonly first: number;
  readonly last: number;
  readonly text: string;
}

/** Operations as lines, but for those that have nothing in them. */
export function pendingLines(operations: ReadonlyArray<Operation>): ReadonlyArray<PendingLine> {
  const lines: PendingLine[] = [];
  let isOpen = false;
  for (const { op, data, encoding } of operations) {
    if (data === '') continue;
    const text = encoding === 'utf8' ? data : '';
    const line = isOpen ? lines.pop() : undefined;
    lines.push({ first: line?.first ?? op, last: op, text: (line?.text ?? '') + text });
    isOpen = !data.endsWith('\r');
  }
  return lines;
}

/** What an earlier page has kept, by this one's monotonic time. A clock that was set back must not make old keys fresh. */
export function byThisPage({ operations }: KeptInput, clock: Clock): Operation[] {
  const moved = clock.monotonic() - clock.now();
  const stale = clock.monotonic() - STALE_INPUT_MS - 1;
  return operations.map((each) => ({
    ...each,
    typedAt: each.typedAt > clock.now() ? stale : each.typedAt + moved,
  }));
}

/**
 * Keeps what a log holds from when the line is down until all has arrived. Once anything is kept, an operation may go out
 * only when it is: a page that finds what was kept knows every number that was ever used.
 */
export class InputKeeping {
  private readonly keep: KeepInput | undefined;
  private readonly clock: Clock;
  /** Undefined: nothing is kept. Else how much of the changes was handed on, and up to which operation it is durable. */
  private current: { handed: number; durable: number } | undefined;

  constructor(keep: KeepInput | undefined, clock: Clock) {
    this.keep = keep;
    this.clock = clock;
  }

  get isOn(): boolean {
    return this.current !== undefined;
  }

  /** Goes on with what an earlier page has kept, up to this operation. */
  resume(durable: number): void {
    if (this.keep !== undefined) this.current = { handed: 0, durable };
  }

  /** Leaves what is kept to the next page. */
  stop(): void {
    this.current = undefined;
  }

  mayGo(op: number): boolean {
    return this.current === undefined || op <= this.current.durable;
  }

  /** `changes` counts those of the log; `settled` is called when all of this may go. */
  note({ epoch, operations }: KeptInput, changes: number, isAway: boolean, settled: () => void): void {
    const { keep, clock } = this;
    if (keep === undefined) return;
    if (this.current === undefined) {
      if (operations.length === 0 || !isAway) return;
      this.current = { handed: -1, durable: 0 };
    }
    const { current } = this;
    if (current.handed === changes) return;
    current.handed = changes;
    const moved = clock.now() - clock.monotonic();
    const last = operations.at(-1);
    if (last === undefined) this.current = undefined;
    const input = { epoch, operations: operations.map((each) => ({ ...each, typedAt: each.typedAt + moved })) };
    const done = (): void => {
      current.durable = Math.max(current.durable, last?.op ?? 0);
      settled();
    };
    // A browser that keeps nothing after all holds nothing up.
    keep(last === undefined ? undefined : input).then(done, done);
  }
}
