import { isDeepStrictEqual } from 'node:util';
import { sleep } from '../../../src-shared/base/clock.ts';
import { type Disposable, DisposableStore, MutableDisposable } from '../../../src-shared/base/disposable.ts';
import { newId } from '../../../src-shared/base/ids.ts';
import type { Log } from '../../../src-shared/base/log.ts';
import type { Facts, Holding, KeeperEvent, KeeperParams } from '../../../src-shared/keeper-protocol/messages.ts';
import type { TerminalAction } from '../../../src-shared/protocol/channels/terminal/actions.ts';
import type { TerminalInfo, TerminalState } from '../../../src-shared/protocol/channels/terminal/state.ts';
import { ProtocolError } from '../../../src-shared/protocol/errors.ts';
import type { Size } from '../caller.ts';
import type { Platform } from '../platform.ts';
import type { Keeper } from './keeper.ts';
import { KeeperRefusal } from './keeper-fault.ts';
import type { KeeperLink } from './keeper-link.ts';
import type { Keepers } from './keepers.ts';
import type { Program } from './shell-integration.ts';
import { Terminal, type TerminalNeeds } from './terminal.ts';
import { firstInfo, orphanRecord, type Started, type TerminalStore, terminalRecordSchema } from './terminal-record.ts';

/** Directories and titles change with every command; a second of them is all a crash may cost. */
const SAVE_MS = 1000;
/** Screens that are fetched at the same time, so that a round does not starve the keys. */
const AT_ONCE = 4;
/** An exit that was held up by a slow client comes as soon as that is gone. */
const LET_GO_MS = 200;
/** Keepers that may say "full" against our count before a start is given up. */
const FULL_TRIES = 3;

const NO_FACTS: Facts = { title: '', cwd: null, bells: 0, run: { kind: 'unknown' } };

export interface TerminalsNeeds {
  readonly platform: Pick<Platform, 'clock' | 'random' | 'keepers' | 'shells'>;
  readonly log: Log;
  readonly keepers: Keepers;
  readonly store: TerminalStore;
  readonly channel: { readonly state: TerminalState; apply(action: TerminalAction): void };
  /** What is really executed for what was asked. */
  program(started: Started): Program;
}

/** Every terminal that the hub knows: from its own records, and from what keepers say they hold. */
export class Terminals implements Disposable {
  private readonly needs: TerminalsNeeds;
  private readonly disposables = new DisposableStore();
  private readonly terminals = new Map<string, Terminal>();
  private readonly unsaved = new Set<Terminal>();
  private readonly saving = this.disposables.add(new MutableDisposable<Disposable>());
  private readonly terminalNeeds: TerminalNeeds;

  constructor(needs: TerminalsNeeds) {
    this.needs = needs;
    this.terminalNeeds = {
      clock: needs.platform.clock,
      log: needs.log,
      act: (action) => needs.channel.apply(action),
      changed: (terminal, when) => this.changed(terminal, when),
      saveScreen: (id, screen) => needs.store.saveScreen(id, screen),
      savedScreen: (id) => needs.store.screen(id),
      durable: () => needs.store.durable(),
      released: (terminal) => this.leaveKeeper(terminal),
    };
  }

  /** Loads the records, then joins what the keepers hold; afterwards every terminal has its true phase, or `unreachable`. */
  async start(): Promise<void> {
    const { keepers } = this.needs;
    this.load();
    this.disposables.add(keepers.onConnected(({ keeper, link, holdings }) => this.joinKeeper(keeper, link, holdings)));
    this.disposables.add(keepers.onUnreachable((keeper) => this.each(keeper, (terminal) => terminal.unreachable())));
    this.disposables.add(
      keepers.onGone((keeper) => this.each(keeper, (terminal) => terminal.lose('The process that kept it has ended.'))),
    );
    await keepers.start();
    await this.judgeUnclaimed();
    this.publish();
  }

  get all(): Terminal[] {
    return [...this.terminals.values()];
  }

  get infos(): TerminalInfo[] {
    return this.all.map((terminal) => terminal.info);
  }

  /** How many are not over, in keepers that answer or do not. */
  get alive(): number {
    return this.all.filter((terminal) => !terminal.isOver).length;
  }

  get(id: string): Terminal {
    const terminal = this.terminals.get(id);
    if (terminal === undefined) throw new ProtocolError('terminalNotFound');
    return terminal;
  }

  async launch(started: Started, size: Size): Promise<Terminal> {
    const id = newId('t', this.needs.platform.random);
    const params = { ...this.needs.program(started), id, cwd: started.cwd, label: started, size };
    for (let tries = 1; ; tries++) {
      const keeper = await this.needs.keepers.place();
      try {
        return await this.launchIn(keeper, params, started);
      } catch (error) {
        const full = error instanceof KeeperRefusal && error.fault === 'full';
        if (!full || tries === FULL_TRIES) throw error;
        keeper.full = true;
      } finally {
        keeper.reserved--;
      }
    }
  }

  /** Starts once more what is over; the new one stands in its place. */
  async relaunch(id: string): Promise<Terminal> {
    const old = this.get(id);
    if (!old.isOver) throw new ProtocolError('limitReached', 'This terminal still runs; end it first.');
    const { cwd, cols, rows, name } = old.info;
    const terminal = await this.launch({ ...old.started, cwd, name }, { cols, rows });
    if (this.terminals.has(id)) this.remove(id);
    return terminal;
  }

  remove(id: string): void {
    const terminal = this.get(id);
    if (!terminal.isOver) throw new ProtocolError('limitReached', 'This terminal still runs; end it first.');
    this.terminals.delete(id);
    this.unsaved.delete(terminal);
    this.leaveKeeper(terminal);
    terminal.remove();
    this.needs.store.remove(id);
    this.needs.channel.apply({ type: 'terminal.session.removed', id });
  }

  /** Saves every screen that has changed. */
  async checkpoint(): Promise<void> {
    await this.judgeUnclaimed();
    const waiting = this.all;
    const worker = async (): Promise<void> => {
      for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) await next.checkpoint();
    };
    await Promise.all(Array.from({ length: AT_ONCE }, worker));
  }

  /** Ends every terminal that runs, with force what does not go by itself soon; resolves when they are over, or in time. */
  async endAll(): Promise<void> {
    for (const [signal, ms] of [
      ['SIGHUP', 1200],
      ['SIGKILL', 500],
    ] as const) {
      const running = this.joined.filter((terminal) => !terminal.isOver);
      await Promise.allSettled(running.map((terminal) => terminal.signal(signal)));
      await this.over(running, ms);
    }
  }

  /**
   * Lets keepers forget all that has ended, so that they end as well: who ended everything does not come back for the
   * last word of it. Called when nobody is attached any more, since an exit comes after the output it stands behind.
   */
  async letGo(): Promise<void> {
    await this.over(this.joined, LET_GO_MS);
    await this.needs.store.durable();
    await Promise.allSettled(this.joined.map((terminal) => terminal.letGo()));
  }

  dispose(): void {
    this.disposables.dispose();
    this.save();
    for (const terminal of this.terminals.values()) terminal.dispose();
    this.terminals.clear();
  }

  private get joined(): Terminal[] {
    return this.all.filter((terminal) => terminal.isJoined);
  }

  private async over(terminals: ReadonlyArray<Terminal>, ms: number): Promise<void> {
    const { clock } = this.needs.platform;
    const deadline = clock.monotonic() + ms;
    while (clock.monotonic() < deadline && terminals.some((terminal) => !terminal.isOver)) await sleep(clock, 20);
  }

  private load(): void {
    for (const stored of this.needs.store.list()) {
      const record = terminalRecordSchema.safeParse(stored);
      // A record that this build cannot read may still be held by a keeper, and is then listed from its label.
      if (record.success) this.add(new Terminal(record.data, this.terminalNeeds));
      else this.needs.log.error('terminal record cannot be read', { error: record.error.message });
    }
  }

  /** Says what has changed since the channel's state of an earlier run. */
  private publish(): void {
    const { channel } = this.needs;
    for (const id of Object.keys(channel.state.terminals)) {
      if (!this.terminals.has(id)) channel.apply({ type: 'terminal.session.removed', id });
    }
    for (const { info } of this.terminals.values()) {
      if (!isDeepStrictEqual(channel.state.terminals[info.id], info))
        channel.apply({ type: 'terminal.session.listed', terminal: info });
    }
  }

  private add(terminal: Terminal): Terminal {
    this.terminals.set(terminal.id, terminal);
    return terminal;
  }

  private launchIn(keeper: Keeper, params: KeeperParams<'startTerminal'>, started: Started): Promise<Terminal> {
    const { link } = keeper;
    if (link === null) throw new ProtocolError('keeperUnavailable');
    return new Promise((resolve, reject) => {
      // Not by promise: the first facts, or even the exit, may stand right behind the answer, and need their terminal.
      link.call('startTerminal', params, (outcome) => {
        if (outcome.ok) resolve(this.begin(keeper, link, { ...params, pid: outcome.value.result.pid }, started));
        else reject(outcome.error);
      });
    });
  }

  private begin(
    keeper: Keeper,
    link: KeeperLink,
    { id, pid, size }: { readonly id: string; readonly pid: number; readonly size: Size },
    started: Started,
  ): Terminal {
    const startedAt = this.needs.platform.clock.now();
    const info = firstInfo(id, started, size, startedAt, keeper.record.id, pid);
    const terminal = this.add(new Terminal({ info, started, keeper: keeper.record }, this.terminalNeeds));
    terminal.list();
    terminal.join(link, { pid, size, facts: { ...NO_FACTS, cwd: started.cwd }, exit: null });
    keeper.holds.add(id);
    this.needs.keepers.changed(keeper);
    this.changed(terminal, 'now');
    return terminal;
  }

  private joinKeeper(keeper: Keeper, link: KeeperLink, holdings: ReadonlyArray<Holding>): void {
    this.disposables.add(link.onEvent((event) => this.hear(event)));
    for (const holding of holdings) {
      if (holding.kind !== 'terminal') continue;
      const known = this.terminals.get(holding.id);
      (known ?? this.addOrphan(keeper, holding)).join(link, holding);
    }
    // It answers and does not have them: what it had is gone, as surely as if the process were.
    this.each(keeper, (terminal) => {
      if (!keeper.holds.has(terminal.id)) terminal.lose('The process that kept it has it no longer.');
    });
  }

  private addOrphan(keeper: Keeper, holding: Extract<Holding, { kind: 'terminal' }>): Terminal {
    this.needs.log.info('terminal found without a record', { terminal: holding.id, keeper: keeper.record.id });
    const record = orphanRecord(holding, keeper.record, this.needs.platform.shells.home);
    const terminal = this.add(new Terminal(record, this.terminalNeeds));
    this.changed(terminal, 'now');
    terminal.list();
    return terminal;
  }

  private hear(event: Extract<KeeperEvent, { event: 'facts' | 'exit' }>): void {
    const terminal = this.terminals.get(event.id);
    // Forgotten in the meantime, or a piped process.
    if (terminal === undefined) return;
    if (event.event === 'facts') terminal.learn(event.facts);
    else terminal.end(event.exit);
  }

  /** Terminals whose keeper has left no record: its process decides. */
  private async judgeUnclaimed(): Promise<void> {
    for (const terminal of this.all) {
      if (terminal.isOver || (terminal.info.phase.kind === 'running' && terminal.isJoined)) continue;
      if (this.needs.keepers.get(terminal.info.keeper) === undefined) {
        const alive = await this.needs.platform.keepers.alive(terminal.record.keeper);
        if (alive) terminal.unreachable();
        else terminal.lose('The process that kept it ended while Homeport was not running.');
      } else terminal.unreachable();
    }
  }

  private each(keeper: Keeper, run: (terminal: Terminal) => void): void {
    for (const terminal of this.all) if (terminal.info.keeper === keeper.record.id) run(terminal);
  }

  private leaveKeeper(terminal: Terminal): void {
    const keeper = this.needs.keepers.get(terminal.info.keeper);
    if (!keeper?.holds.delete(terminal.id)) return;
    keeper.full = false;
    this.needs.keepers.changed(keeper);
  }

  private changed(terminal: Terminal, when: 'now' | 'soon'): void {
    if (!this.terminals.has(terminal.id)) return;
    if (when === 'soon') {
      this.unsaved.add(terminal);
      this.saving.value ??= this.needs.platform.clock.after(SAVE_MS, () => this.save());
    } else {
      this.unsaved.delete(terminal);
      this.needs.store.save(terminal.id, terminal.record);
    }
  }

  private save(): void {
    this.saving.value = undefined;
    for (const terminal of this.unsaved) this.needs.store.save(terminal.id, terminal.record);
    this.unsaved.clear();
  }
}
