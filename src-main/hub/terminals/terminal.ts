import type { Clock } from '../../../src-shared/base/clock.ts';
import { type Disposable, DisposableStore, MutableDisposable } from '../../../src-shared/base/disposable.ts';
import { invariant } from '../../../src-shared/base/invariant.ts';
import type { Log } from '../../../src-shared/base/log.ts';
import type {
  Exit,
  Facts,
  Holding,
  KeeperMethod,
  KeeperParams,
  KeeperResult,
} from '../../../src-shared/keeper-protocol/messages.ts';
import type { TerminalAction } from '../../../src-shared/protocol/channels/terminal/actions.ts';
import { reduceTerminal } from '../../../src-shared/protocol/channels/terminal/reducer.ts';
import type { TerminalInfo, TerminalPhase } from '../../../src-shared/protocol/channels/terminal/state.ts';
import { ProtocolError } from '../../../src-shared/protocol/errors.ts';
import type { Caller, Size } from '../caller.ts';
import { Attachment } from './attachment.ts';
import { type DriverAct, type Driving, drive, nobodyDrives, sameSize } from './driver.ts';
import { factActions } from './facts.ts';
import { Feed } from './feed.ts';
import type { KeeperLink } from './keeper-link.ts';
import { Patience } from './patience.ts';
import type { SavedScreen, Started, TerminalRecord } from './terminal-record.ts';
import { Turns } from './turns.ts';

/** A program that ignores SIGHUP has this long to end by itself. */
const HANGUP_MS = 5_000;
/** Lines above the screen in a checkpoint of a running terminal: enough to see what was going on. */
const CHECKPOINT_LINES = 200;
/** In the last one, which is all that stays. */
const LAST_LINES = 1000;

export interface TerminalNeeds {
  readonly clock: Clock;
  readonly log: Log;
  /** Says it on the channel `terminal`. */
  act(action: TerminalAction): void;
  /** The record must be saved: at once for what may not be forgotten, else soon. */
  changed(terminal: Terminal, when: 'now' | 'soon'): void;
  saveScreen(id: string, screen: SavedScreen): void;
  savedScreen(id: string): SavedScreen | null;
  /** Resolves true when everything saved so far is on the disk. */
  durable(): Promise<boolean>;
  /** The keeper has forgotten it. */
  released(terminal: Terminal): void;
}

/** One terminal, in whatever phase: its facts, who is attached, who drives. */
export class Terminal implements Disposable {
  readonly id: string;
  readonly started: Started;
  private readonly needs: TerminalNeeds;
  private readonly store = new DisposableStore();
  private readonly feed: Feed;
  private readonly patience = new WeakMap<Caller, Patience>();
  private readonly attached = new Map<string, { readonly name: string; readonly attachment: Attachment }>();
  /** The keeper rebuilds one history of a terminal at a time, from a copy of its whole ring. */
  private readonly histories = new Turns();
  private readonly hangup = this.store.add(new MutableDisposable<Disposable>());
  private keeper: TerminalRecord['keeper'];
  private current: TerminalInfo;
  /** The keeper that still has it, when that is connected. */
  private link: KeeperLink | null = null;
  private driving: Driving = nobodyDrives;
  /** The size last asked for; a report that repeats it goes nowhere. */
  private wanted: Size;
  /** Offset of the screen that was saved last, -1 before. */
  private savedAt = -1;
  private lastSaved = false;
  private removed = false;

  constructor(record: TerminalRecord, needs: TerminalNeeds) {
    this.id = record.info.id;
    this.started = record.started;
    this.keeper = record.keeper;
    this.needs = needs;
    // Connections do not outlive the hub that knew them.
    this.current = { ...record.info, driver: null };
    this.wanted = { cols: record.info.cols, rows: record.info.rows };
    this.feed = this.store.add(new Feed(this.id, this.wanted, needs.clock, () => this.releaseWhenSeen()));
  }

  get info(): TerminalInfo {
    return this.current;
  }

  get record(): TerminalRecord {
    return { info: this.current, started: this.started, keeper: this.keeper };
  }

  get isOver(): boolean {
    const { kind } = this.current.phase;
    return kind === 'ended' || kind === 'lost';
  }

  /** Whether a connected keeper has it. */
  get isJoined(): boolean {
    return this.link !== null;
  }

  /** Tells the channel that it exists. */
  list(): void {
    this.needs.act({ type: 'terminal.session.listed', terminal: this.current });
  }

  // What its keeper says.

  /** A keeper that is connected has it. */
  join(
    link: KeeperLink,
    holding: Pick<Extract<Holding, { kind: 'terminal' }>, 'pid' | 'size' | 'facts' | 'exit'>,
  ): void {
    this.keeper = { pid: link.record.pid, birth: link.record.birth };
    this.link = link;
    if (this.current.keeper !== link.record.id) this.current = { ...this.current, keeper: link.record.id };
    this.wanted = this.feed.size = holding.size;
    if (!sameSize(this.current, holding.size))
      this.act({ type: 'terminal.session.sized', id: this.id, ...holding.size });
    this.learn(holding.facts);
    if (holding.exit !== null) this.end(holding.exit);
    else this.enter({ kind: 'running', pid: holding.pid });
    this.feed.connect(link);
  }

  learn(facts: Facts): void {
    const actions = factActions(this.current, facts);
    for (const action of actions) this.act(action);
    if (actions.length > 0) this.needs.changed(this, 'soon');
  }

  end(exit: Exit): void {
    this.hangup.value = undefined;
    if (this.current.phase.kind !== 'ended') {
      this.enter({ kind: 'ended', exitCode: exit.code, signal: exit.signal, at: exit.at });
      this.driving = { ...this.driving, driver: null };
    }
    this.feed.finish();
    void this.checkpoint();
  }

  /** Its keeper does not answer. What ended has ended all the same. */
  unreachable(): void {
    this.link = null;
    this.feed.connect(null);
    if (!this.isOver) this.enter({ kind: 'unreachable' });
  }

  /** Its keeper is proven gone, or is there and has it no longer. */
  lose(reason: string): void {
    this.link = null;
    this.feed.connect(null);
    this.driving = { ...this.driving, driver: null };
    if (!this.isOver) this.enter({ kind: 'lost', reason, at: this.needs.clock.now() });
    for (const { attachment } of this.attached.values()) attachment.end();
  }

  // What clients ask.

  attach(caller: Caller, from: number | undefined, view: Size | undefined): number {
    // Attaching anew is not leaving: a driver that asks for a fresh screen goes on driving.
    this.endAttachment(caller.id);
    const stream = caller.openStream();
    const attachment = new Attachment(stream, this.feed, from ?? null, this.needs.clock, this.patienceWith(caller));
    this.attached.set(caller.id, { name: caller.device.name, attachment });
    if (view !== undefined) this.decide({ kind: 'reported', by: caller.id, view });
    if (this.isOver && this.link === null) this.showSaved(attachment);
    else this.feed.join(attachment);
    return stream.number;
  }

  /** One for all attachments of a connection. */
  private patienceWith(caller: Caller): Patience {
    const patience = this.patience.get(caller) ?? new Patience();
    this.patience.set(caller, patience);
    return patience;
  }

  /** Also when the connection is gone; knows by itself whether there is anything to end. */
  detach(connection: string): void {
    if (!this.endAttachment(connection)) return;
    this.decide({ kind: 'left', by: connection });
    this.releaseWhenSeen();
  }

  private endAttachment(connection: string): boolean {
    const entry = this.attached.get(connection);
    if (entry === undefined) return false;
    this.attached.delete(connection);
    this.feed.leave(entry.attachment);
    entry.attachment.dispose();
    return true;
  }

  /** The size goes out before the key on the same link, so the program is of the right size when it reads the key. */
  async input(caller: Caller, input: Omit<KeeperParams<'input'>, 'id' | 'source'>, epoch: string): Promise<number> {
    const link = this.reach();
    if (this.attached.has(caller.id)) this.decide({ kind: 'typed', by: caller.id });
    const { result } = await link.request('input', { ...input, id: this.id, source: `${caller.device.id}:${epoch}` });
    return result.op;
  }

  view(caller: Caller, view: Size, claim: boolean): boolean {
    if (!this.attached.has(caller.id)) throw new ProtocolError('notAttached');
    if (claim) this.reach();
    this.decide({ kind: claim ? 'claimed' : 'reported', by: caller.id, view });
    return this.driving.driver === caller.id;
  }

  release(caller: Caller): void {
    this.decide({ kind: 'released', by: caller.id });
  }

  rename(name: string): void {
    if (name === this.current.name) return;
    this.act({ type: 'terminal.session.named', id: this.id, name });
    this.needs.changed(this, 'now');
  }

  async signal(signal: 'SIGHUP' | 'SIGINT' | 'SIGTERM' | 'SIGKILL'): Promise<void> {
    await this.ask('signal', { id: this.id, signal });
    if (signal !== 'SIGHUP') return;
    this.hangup.value = this.needs.clock.after(HANGUP_MS, () => {
      // It may have ended in this very moment, or its keeper be gone: then there is nothing left to kill.
      this.link?.call('signal', { id: this.id, signal: 'SIGKILL' }, () => {});
    });
  }

  async screenText(): Promise<Omit<KeeperResult<'screenText'>, 'size'> & Size> {
    const live = await this.liveText();
    if (live !== undefined) return { ...live.size, lines: live.lines, cursor: live.cursor };
    const saved = this.needs.savedScreen(this.id);
    if (saved === null) throw this.refusal();
    return { ...saved.size, lines: [...saved.lines], cursor: saved.cursor };
  }

  /** Undefined where no keeper has the terminal (any more): its saved screen shows the same. */
  private async liveText(): Promise<KeeperResult<'screenText'> | undefined> {
    if (this.link === null) return undefined;
    try {
      return (await this.link.request('screenText', { id: this.id })).result;
    } catch (error) {
      if (this.link === null && !this.removed) return undefined;
      throw error;
    }
  }

  history(caller: Caller, lines: number, format: 'text' | 'ansi'): Promise<KeeperResult<'history'>> {
    return this.histories.take(caller.id, async () => this.ask('history', { id: this.id, lines, format }));
  }

  async inspect(): Promise<KeeperResult<'inspect'>> {
    const { busy, foreground } = await this.ask('inspect', { id: this.id });
    // A command of the shell itself, such as a loop, has no process of its own.
    return { busy: busy || this.current.run.kind === 'running', foreground };
  }

  /** Saves the screen when it has changed since the last time. */
  async checkpoint(): Promise<void> {
    const link = this.link;
    if (link === null || this.lastSaved) return;
    const last = this.current.phase.kind === 'ended';
    try {
      const wanted = last
        ? { scrollback: LAST_LINES }
        : { scrollback: CHECKPOINT_LINES, ...(this.savedAt < 0 ? {} : { unless: this.savedAt }) };
      const { result, data } = await link.request('screen', { id: this.id, ...wanted });
      if (last || result.offset !== this.savedAt) {
        const { lines, cursor } = (await link.request('screenText', { id: this.id })).result;
        // The user may have forgotten it in the meantime, and its screen with it.
        if (this.removed) return;
        this.needs.saveScreen(this.id, { offset: result.offset, size: result.size, bytes: data, lines, cursor });
      }
      this.savedAt = result.offset;
      this.lastSaved = last && (await this.needs.durable());
    } catch (error) {
      // The keeper is away or the disk is full: the next minute's round tries again, and both are told elsewhere.
      this.needs.log.info('screen not saved', { terminal: this.id, error: String(error) });
    }
    this.releaseWhenSeen();
  }

  /** The keeper may forget it if it has ended, whatever of it could not be saved. */
  async letGo(): Promise<void> {
    if (this.link !== null && this.isOver) await this.leaveKeeper(this.link);
  }

  /** It is forgotten by the user's word. */
  remove(): void {
    invariant(this.isOver, `removing ${this.id} that is ${this.current.phase.kind}`);
    this.removed = true;
    this.link?.call('release', { id: this.id }, () => {});
    this.dispose();
  }

  dispose(): void {
    this.link = null;
    for (const { attachment } of this.attached.values()) attachment.dispose();
    this.attached.clear();
    this.store.dispose();
  }

  private decide(act: DriverAct): void {
    const before = this.driving.driver;
    const { next, size } = drive(this.driving, act);
    this.driving = next;
    if (next.driver !== before) {
      const name = next.driver === null ? undefined : this.attached.get(next.driver)?.name;
      const driver = next.driver === null || name === undefined ? null : { connection: next.driver, name };
      this.act({ type: 'terminal.session.driven', id: this.id, driver });
    }
    if (size !== null) this.resize(size);
  }

  private resize(size: Size): void {
    if (sameSize(size, this.wanted) || this.link === null) return;
    this.wanted = size;
    this.link.call('resize', { id: this.id, size }, (outcome) => {
      if (outcome.ok) this.act({ type: 'terminal.session.sized', id: this.id, cols: size.cols, rows: size.rows });
      // The next report is to be sent even if it repeats this one.
      else this.wanted = { cols: this.current.cols, rows: this.current.rows };
    });
  }

  /** The exit is on record and the last screen saved, and everyone attached has seen the end: the keeper may forget it. */
  private releaseWhenSeen(): void {
    if (this.link !== null && this.lastSaved && this.feed.isSeen) void this.leaveKeeper(this.link);
  }

  private async leaveKeeper(link: KeeperLink): Promise<void> {
    this.link = null;
    this.feed.connect(null);
    try {
      await link.request('release', { id: this.id });
      this.needs.released(this);
    } catch (error) {
      // It goes with its keeper, or is asked for again when the next hub finds it there.
      this.needs.log.info('not released', { terminal: this.id, error: String(error) });
    }
  }

  private showSaved(attachment: Attachment): void {
    const saved = this.needs.savedScreen(this.id);
    // After this turn, so that the client has the answer with the stream's number before the first frame.
    this.store.add(this.needs.clock.after(0, () => attachment.showSaved(saved)));
  }

  private ask<M extends KeeperMethod>(method: M, params: KeeperParams<M>): Promise<KeeperResult<M>> {
    return this.reach()
      .request(method, params)
      .then((answer) => answer.result);
  }

  private reach(): KeeperLink {
    if (this.link === null || this.isOver) throw this.refusal();
    return this.link;
  }

  private refusal(): ProtocolError {
    const { kind } = this.current.phase;
    return new ProtocolError(kind === 'ended' ? 'terminalEnded' : kind === 'lost' ? 'keeperLost' : 'keeperUnavailable');
  }

  private enter(phase: TerminalPhase): void {
    if (JSON.stringify(phase) === JSON.stringify(this.current.phase)) return;
    this.act({ type: 'terminal.session.exit', id: this.id, phase });
    this.needs.changed(this, 'now');
  }

  /** Our own copy goes through the reducer that every client runs. */
  private act(action: TerminalAction): void {
    if (this.store.isDisposed) return;
    this.current =
      reduceTerminal({ terminals: { [this.id]: this.current } }, action).terminals[this.id] ?? this.current;
    this.needs.act(action);
  }
}
