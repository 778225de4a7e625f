import { Worker } from 'node:worker_threads';
import type { Clock } from '../../src-shared/base/clock.ts';
import type { Disposable } from '../../src-shared/base/disposable.ts';
import type { Log } from '../../src-shared/base/log.ts';
import type { Facts } from '../../src-shared/keeper-protocol/messages.ts';
import { SCREEN_BACKLOG } from '../../src-shared/keeper-protocol/version.ts';
import { FaultError } from './fault.ts';
import type { Output } from './output.ts';
import { Screen, type ScreenHost } from './screen.ts';
import type {
  FromWorker,
  HistoryLines,
  ScreenImage,
  ScreenQuestion,
  ScreenText,
  Size,
  ToWorker,
} from './screen-messages.ts';

/** When gathered output goes to the worker at the latest. */
const FLUSH_MS = 2;
/** A worker that dies at once again and again is not started for ever in a tight loop. */
const RESTART_MS = 1000;

export interface ScreenListener {
  /** The terminal answers the program. */
  reply(text: string): void;
  facts(facts: Facts): void;
}

interface Question {
  readonly screen: number;
  readonly resolve: (answer: ScreenImage | ScreenText | HistoryLines) => void;
  readonly reject: (error: Error) => void;
}

/** The screens of all terminals, parsed in one worker thread that starts with the first. */
export class Screens implements ScreenHost, Disposable {
  readonly clock: Clock;
  private readonly log: Log;
  private readonly backlogLimit: number;
  private readonly screens = new Map<number, Screen>();
  private readonly questions = new Map<number, Question>();
  private readonly dirty = new Set<Screen>();
  private worker: Worker | undefined;
  private flushTimer: Disposable | undefined;
  private restartTimer: Disposable | undefined;
  private lastNumber = 0;
  private total = 0;
  private isDisposed = false;

  constructor(clock: Clock, log: Log, backlogLimit: number = SCREEN_BACKLOG) {
    this.clock = clock;
    this.log = log;
    this.backlogLimit = backlogLimit;
  }

  open(size: Size, output: Output, listener: ScreenListener): Screen {
    this.worker ??= this.startWorker();
    const screen = new Screen(++this.lastNumber, size, output, listener, this);
    this.screens.set(screen.number, screen);
    screen.start();
    return screen;
  }

  close(screen: Screen): void {
    this.screens.delete(screen.number);
    this.dirty.delete(screen);
    this.post({ kind: 'close', screen: screen.number });
  }

  /** Unparsed bytes over all terminals. */
  get backlog(): number {
    return this.total;
  }

  /** What is more than this for one terminal holds its program, while all of them together are too far behind. */
  get isOverfull(): boolean {
    return this.total >= this.backlogLimit;
  }

  get fairShare(): number {
    return this.backlogLimit / 64;
  }

  addBacklog(bytes: number): void {
    this.total += bytes;
  }

  post(message: ToWorker, transfer?: ArrayBuffer): void {
    this.worker?.postMessage(message, transfer === undefined ? [] : [transfer]);
  }

  flushSoon(screen: Screen): void {
    this.dirty.add(screen);
    this.flushTimer ??= this.clock.after(FLUSH_MS, () => {
      this.flushTimer = undefined;
      const dirty = [...this.dirty];
      this.dirty.clear();
      for (const each of dirty) each.flush();
    });
  }

  ask(screen: number, ask: ScreenQuestion): Promise<ScreenImage | ScreenText | HistoryLines> {
    return new Promise((resolve, reject) => {
      const question = ++this.lastNumber;
      this.questions.set(question, { screen, resolve, reject });
      this.post({ kind: 'ask', screen, question, ask }, ask.kind === 'history' ? ask.bytes.buffer : undefined);
      if (this.worker === undefined) this.failQuestions('the screens are being started again');
    });
  }

  dispose(): void {
    this.isDisposed = true;
    this.flushTimer?.dispose();
    this.restartTimer?.dispose();
    this.failQuestions('the keeper ends');
    // Nobody waits for its end: the process goes as well.
    void this.worker?.terminate();
  }

  private startWorker(): Worker {
    const name = import.meta.url.endsWith('.ts') ? 'screen-worker.ts' : 'screen-worker.js';
    const worker = new Worker(new URL(name, import.meta.url), {
      // Parsed text dies young; a small nursery costs little speed and saves much memory.
      resourceLimits: { maxYoungGenerationSizeMb: 4 },
    });
    worker.on('message', (message: FromWorker) => this.receive(message));
    worker.on('error', (error) => this.log.error('screen worker failed', { error: String(error) }));
    worker.on('exit', (code) => this.workerEnded(code));
    return worker;
  }

  /** Terminals outlive their screens: they are painted again from what the rings have. */
  private workerEnded(code: number): void {
    this.worker = undefined;
    if (this.isDisposed) return;
    this.log.warn('screen worker ended', { code });
    this.failQuestions('the screens are being started again');
    for (const screen of this.screens.values()) screen.workerLost();
    this.restartTimer = this.clock.after(RESTART_MS, () => {
      this.worker ??= this.startWorker();
      for (const screen of this.screens.values()) screen.start();
    });
  }

  private failQuestions(text: string): void {
    const questions = [...this.questions.values()];
    this.questions.clear();
    for (const question of questions) question.reject(new FaultError('internal', text));
  }

  private receive(message: FromWorker): void {
    if (message.kind === 'answer') this.takeQuestion(message.question)?.resolve(message.answer);
    else if (message.kind === 'failed') this.refuse(this.takeQuestion(message.question), message.text);
    else this.screens.get(message.screen)?.receive(message);
  }

  private refuse(question: Question | undefined, text: string): void {
    if (question === undefined) return;
    // Its terminal was let go of while the worker was at it, which is no failure.
    const isGone = !this.screens.has(question.screen);
    question.reject(new FaultError(isGone ? 'notFound' : 'internal', text));
  }

  private takeQuestion(number: number): Question | undefined {
    const question = this.questions.get(number);
    this.questions.delete(number);
    return question;
  }
}
