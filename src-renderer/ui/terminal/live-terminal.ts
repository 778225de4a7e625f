import type { Clock } from '../../../src-shared/base/clock.ts';
import { type Disposable, DisposableStore, MutableDisposable } from '../../../src-shared/base/disposable.ts';
import { Emitter, type Event } from '../../../src-shared/base/emitter.ts';
import type { RandomBytes } from '../../../src-shared/base/ids.ts';
import type { Attachments } from '../../../src-shared/client/attachments.ts';
import type { HubLink } from '../../../src-shared/client/hub-client.ts';
import { InputLog } from '../../../src-shared/client/input-log.ts';
import { type GridSize, OutputStream } from '../../../src-shared/client/output-stream.ts';
import type { TerminalInfo } from '../../../src-shared/protocol/channels/terminal/state.ts';
import { HISTORY_LINES } from './drawn-output.ts';
import { mayGoOut } from './own-input.ts';
import { planPaste } from './paste.ts';
import { TerminalView, type TerminalViewOptions } from './terminal-view.ts';

/** Resizing by hand makes many grids a second; programs hear of the last one. */
const SETTLE_MS = 60;
/** History is fetched when output pauses this long after a screen: a flood would outrun it. */
const CALM_MS = 250;
const HISTORY_TRIES = 8;

export interface LiveTerminalOptions {
  readonly id: string;
  readonly link: HubLink;
  readonly attachments: Attachments;
  readonly clock: Clock;
  readonly random: RandomBytes;
  /** What the terminal channel says of it now. */
  readonly info: () => TerminalInfo | undefined;
  readonly view: Omit<TerminalViewOptions, 'offset'>;
  /** Whether the user wants to be asked before several lines go to a plain shell. */
  readonly confirmPaste: () => boolean;
  /** The user's word on a paste that would run several commands. */
  readonly askPaste: (paste: { readonly text: string; readonly lines: number }) => Promise<boolean>;
  readonly report: (sentence: string) => void;
  /** What is typed here, where it outlives this view; else it begins and ends with it. */
  readonly input?: InputLog;
}

/** A terminal that this window shows: its view, its output and its input, and whose size it has. */
export class LiveTerminal implements Disposable {
  readonly id: string;
  readonly view: TerminalView;
  readonly input: InputLog;
  private readonly options: LiveTerminalOptions;
  private readonly owned = new DisposableStore();
  private readonly changes = new Emitter<void>();
  private readonly settling = new MutableDisposable<Disposable>();
  private readonly calming = new MutableDisposable<Disposable>();
  private output: OutputStream | undefined;
  private claiming = false;
  private historyTries = 0;
  private historyPending = false;

  /** Output state or input state has changed. */
  readonly onChange: Event<void> = this.changes.event;

  constructor(options: LiveTerminalOptions) {
    this.options = options;
    this.id = options.id;
    const { link, clock, random, id: terminal } = options;
    this.view = this.owned.add(new TerminalView({ ...options.view, offset: () => this.output?.offset ?? 0 }));
    this.input = options.input ?? this.owned.add(new InputLog({ link, clock, random, terminal }));
    this.owned.add(this.settling);
    this.owned.add(this.calming);
    this.owned.add(this.view.onTyped((text) => this.onTyped(text)));
    this.owned.add(this.view.onTypedBytes((bytes) => this.input.typeBytes(bytes)));
    this.owned.add(this.view.onGrid((grid) => this.onGrid(grid)));
    this.owned.add(this.view.onScreen(() => this.wantHistory()));
    this.owned.add(this.input.onState(() => this.changes.fire()));
    this.owned.add(this.input.onRefused((error) => options.report(error.message)));
    this.owned.add(this.changes);
  }

  get outputState(): OutputStream['state'] {
    return this.output?.state ?? { kind: 'waiting' };
  }

  get driving(): boolean {
    const { state } = this.options.link;
    return state.kind === 'open' && this.options.info()?.driver?.connection === state.welcome.connection;
  }

  /** Shows it in `host` and begins to stream. */
  open(host: HTMLElement): void {
    this.view.open(host);
    this.refresh();
    const { link, attachments, clock, id: terminal } = this.options;
    if (this.options.info()?.phase.kind === 'lost') return void this.showLast();
    const view = this.view.grid;
    this.output = this.owned.add(
      new OutputStream({
        link,
        attachments,
        clock,
        terminal,
        sink: this.view,
        ...(view === undefined ? {} : { view }),
      }),
    );
    this.owned.add(this.output.onState((state) => this.onOutput(state.kind)));
  }

  /** What the channel says of this terminal has changed. */
  refresh(): void {
    // While the line is down nobody knows who drives; what is on the screen stays as it is.
    if (this.options.link.state.kind !== 'open') return;
    this.view.setWatching(!this.driving && !this.claiming);
  }

  /** A human act in a focused window: this screen's size becomes the terminal's. */
  claim(): void {
    if (this.driving || this.claiming || this.options.info()?.phase.kind !== 'running') return;
    this.claiming = true;
    void this.report(true).finally(() => {
      this.claiming = false;
      this.refresh();
    });
  }

  release(): void {
    this.request('terminal.session.release');
  }

  /**
   * Pastes text the safe way; asks the user first where it would run several commands at once. `after`: keys that follow
   * it when it was pasted.
   */
  async paste(text: string, after = ''): Promise<void> {
    const plan = planPaste(text, this.view.bracketedPaste, this.options.confirmPaste());
    if (plan.kind === 'nothing') return;
    if (plan.kind === 'ask' && !(await this.options.askPaste(plan))) return;
    this.input.type(plan.data + after);
    this.view.scrollToEnd();
  }

  dispose(): void {
    this.owned.dispose();
  }

  private onTyped(text: string): void {
    if (this.options.info()?.phase.kind !== 'running') return;
    if (mayGoOut(text, this.driving)) this.input.type(text);
  }

  private onOutput(kind: OutputStream['state']['kind']): void {
    this.changes.fire();
    // An ended terminal that can no longer be streamed still has a last screen.
    if (kind === 'failed') void this.showLast();
    if (kind !== 'live') return;
    this.refresh();
    // Nobody owns the size and the user is here: whoever opens a terminal means to see it on this screen.
    if (this.options.info()?.driver === null && document.hasFocus() && this.view.hasFocus) this.claim();
  }

  private onGrid(grid: GridSize): void {
    this.output?.setView(grid);
    this.settling.value = this.options.clock.after(SETTLE_MS, () => void this.report(false));
  }

  /** Tells the hub which grid this window could show. */
  private async report(claim: boolean): Promise<void> {
    const size = this.view.grid;
    if (size === undefined || this.options.link.state.kind !== 'open') return;
    if (this.options.info()?.phase.kind !== 'running') return;
    try {
      await this.options.link.request(claim ? 'terminal.session.resize' : 'terminal.session.view', {
        id: this.id,
        size,
      });
    } catch {
      // The terminal ended or the line went down in this moment; both are shown, and the next attach tells the grid.
    }
  }

  private request(method: 'terminal.session.release'): void {
    this.options.link.request(method, { id: this.id }).catch((thrown: Error) => this.options.report(thrown.message));
  }

  private async showLast(): Promise<void> {
    try {
      const screen = await this.options.link.request('terminal.session.screen', { id: this.id });
      this.view.showLast(screen, screen.lines);
    } catch {
      // No screen was saved: the pane says that the terminal is lost, and there is nothing more to show.
    }
  }

  // ---- the history above a screen

  private wantHistory(): void {
    this.historyTries = 0;
    this.historySoon();
  }

  private historySoon(): void {
    const { clock } = this.options;
    const seen = this.output?.offset;
    this.calming.value = clock.after(CALM_MS, () => {
      if (this.output?.offset === seen) void this.fetchHistory();
      else this.historySoon();
    });
  }

  private async fetchHistory(): Promise<void> {
    if (this.historyPending || this.options.link.state.kind !== 'open') return;
    this.historyPending = true;
    this.historyTries += 1;
    try {
      const { lines, offset } = await this.options.link.request('terminal.session.history', {
        id: this.id,
        lines: Math.min(HISTORY_LINES, this.view.scrollback),
        format: 'ansi',
      });
      if (lines.length === 0) return;
      const added = await this.view.addHistory(lines, offset);
      if (!added && this.historyTries < HISTORY_TRIES) this.historySoon();
    } catch {
      // Without history the screen is all there is to see; the next screen asks for it again.
    } finally {
      this.historyPending = false;
    }
  }
}
