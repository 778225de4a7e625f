import { readlinkSync } from 'node:fs';
import { constants, hostname, setPriority } from 'node:os';
import { parentPort } from 'node:worker_threads';
import type { Clock } from '../../src-shared/base/clock.ts';
import type { Disposable } from '../../src-shared/base/disposable.ts';
import { invariant } from '../../src-shared/base/invariant.ts';
import { Emulator } from './emulator.ts';
import { FactsReader } from './facts.ts';
import { rebuildHistory } from './history.ts';
import type { FromWorker, HistoryLines, ScreenImage, ScreenText, ToWorker } from './screen-messages.ts';
import { systemClock } from './system-clock.ts';

/** Titles and working directories change in bursts; twenty a second is as good as all of them. */
const FACTS_EVERY_MS = 50;

type Work = Exclude<ToWorker, { kind: 'open' | 'close' }>;

/** One terminal's screen with what is still to be done for it. */
class Bench {
  readonly screen: number;
  readonly emulator: Emulator;
  readonly work: Work[] = [];
  /** A history being rebuilt, a slice each turn. */
  private job: { readonly question: number; readonly steps: Generator<void, HistoryLines> } | undefined;
  private readonly facts: FactsReader;
  private readonly clock: Clock;
  private factsTimer: Disposable | undefined;
  private factsAt = Number.NEGATIVE_INFINITY;
  private isClosed = false;

  constructor(message: Extract<ToWorker, { kind: 'open' }>, clock: Clock) {
    this.screen = message.screen;
    this.clock = clock;
    this.facts = new FactsReader(clock, hostname(), () => this.factsChanged());
    this.emulator = new Emulator(message.size, message.offset, this.facts, (text) =>
      post({ kind: 'reply', screen: this.screen, text }),
    );
  }

  get isIdle(): boolean {
    return this.job === undefined && this.work.length === 0;
  }

  /** Does one piece: at most 64 KiB of output or a slice of history, so that terminals take turns. */
  turn(): void {
    if (this.job !== undefined) this.stepHistory(this.job);
    const next = this.work.shift();
    if (next === undefined) return;
    if (next.kind === 'bytes') {
      this.emulator.feed(next.bytes);
      post({ kind: 'parsed', screen: this.screen, bytes: next.bytes.length });
    } else if (next.kind === 'size') {
      this.emulator.resize(next.size);
    } else {
      this.answer(next);
    }
  }

  close(): void {
    this.isClosed = true;
    this.factsTimer?.dispose();
    for (const each of this.work)
      if (each.kind === 'ask') post({ kind: 'failed', question: each.question, text: 'the terminal is gone' });
    if (this.job !== undefined) post({ kind: 'failed', question: this.job.question, text: 'the terminal is gone' });
    this.emulator.dispose();
  }

  private answer({ question, ask }: Extract<Work, { kind: 'ask' }>): void {
    try {
      if (ask.kind === 'history') this.startHistory(question, rebuildHistory(ask, this.emulator.baseSince(ask.from)));
      else if (ask.kind === 'text') postAnswer(question, this.emulator.text());
      else postAnswer(question, this.emulator.image(ask.scrollback));
    } catch (error) {
      post({ kind: 'failed', question, text: String(error) });
    }
  }

  private startHistory(question: number, steps: Generator<void, HistoryLines>): void {
    if (this.job === undefined) this.job = { question, steps };
    else post({ kind: 'failed', question, text: 'the history of this terminal is being rebuilt already' });
  }

  private stepHistory({ question, steps }: { question: number; steps: Generator<void, HistoryLines> }): void {
    try {
      const step = steps.next();
      if (step.done !== true) return;
      postAnswer(question, step.value);
    } catch (error) {
      post({ kind: 'failed', question, text: String(error) });
    }
    this.job = undefined;
  }

  /** The first change goes at once, later ones together, the last one always. */
  private factsChanged(): void {
    if (this.factsTimer !== undefined || this.isClosed) return;
    const wait = this.factsAt + FACTS_EVERY_MS - this.clock.monotonic();
    this.factsTimer = this.clock.after(Math.max(0, wait), () => {
      this.factsTimer = undefined;
      this.factsAt = this.clock.monotonic();
      post({ kind: 'facts', screen: this.screen, facts: this.facts.facts });
    });
  }
}

const port = parentPort;
invariant(port !== null, 'the screen worker runs in a worker thread');
const benches = new Map<number, Bench>();
/** Those with work, in the order in which they take turns. */
const waiting = new Set<Bench>();
let isTurning = false;

port.on('message', (message: ToWorker) => {
  if (message.kind === 'open') {
    benches.set(message.screen, new Bench(message, systemClock));
  } else if (message.kind === 'close') {
    closeBench(message.screen);
  } else {
    const bench = benches.get(message.screen);
    bench?.work.push(message);
    if (bench !== undefined) waiting.add(bench);
    else if (message.kind === 'ask') post({ kind: 'failed', question: message.question, text: 'the terminal is gone' });
    if (!isTurning) nextTurn();
  }
});
lowerOwnPriority();

function closeBench(screen: number): void {
  const bench = benches.get(screen);
  if (bench === undefined) return;
  benches.delete(screen);
  waiting.delete(bench);
  bench.close();
}

/** One piece for one terminal, then a look at the mail: a terminal that waits is served after one piece of each other. */
function nextTurn(): void {
  isTurning = waiting.size > 0;
  if (isTurning) setImmediate(turn);
}

function turn(): void {
  const [bench] = waiting;
  if (bench !== undefined) {
    waiting.delete(bench);
    bench.turn();
    if (!bench.isIdle) waiting.add(bench);
  }
  nextTurn();
}

function post(message: FromWorker): void {
  port?.postMessage(message);
}

function postAnswer(question: number, answer: ScreenImage | ScreenText | HistoryLines): void {
  // Copied, not transferred: kept base screens may be among them.
  post({ kind: 'answer', question, answer });
}

/** Reading a PTY must never wait for parsing. On Linux a thread has a priority of its own. */
function lowerOwnPriority(): void {
  if (process.platform !== 'linux') return;
  try {
    const thread = Number(readlinkSync('/proc/thread-self').split('/').at(-1));
    setPriority(thread, constants.priority.PRIORITY_LOW);
  } catch {
    // Not allowed or no /proc: parsing then competes with reading as equals, which is slower and nothing else.
  }
}
