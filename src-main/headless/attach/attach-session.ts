import { isUtf8 } from 'node:buffer';
import { randomBytes } from 'node:crypto';
import type { Clock } from '../../../src-shared/base/clock.ts';
import { type Disposable, DisposableStore, MutableDisposable } from '../../../src-shared/base/disposable.ts';
import { Attachments } from '../../../src-shared/client/attachments.ts';
import { ChannelMirror } from '../../../src-shared/client/channel-mirror.ts';
import type { ConnectionState } from '../../../src-shared/client/connection-state.ts';
import type { HubClient } from '../../../src-shared/client/hub-client.ts';
import { InputLog } from '../../../src-shared/client/input-log.ts';
import { type GridSize, type OutputSink, OutputStream } from '../../../src-shared/client/output-stream.ts';
import { terminalChannel } from '../../../src-shared/protocol/channel.ts';
import type { TerminalInfo, TerminalPhase } from '../../../src-shared/protocol/channels/terminal/state.ts';
import { plain } from '../output.ts';
import { ClippedView } from './clipped-view.ts';
import type { OuterTerminal } from './outer-terminal.ts';

/** The exit code stands in another channel than the last byte; it is never far behind. */
const PHASE_MS = 3_000;

/** How an attachment came to its end. `phase` is what is known of the program's own. */
export type Ending =
  | { readonly kind: 'detached' }
  | { readonly kind: 'ended'; readonly phase: TerminalPhase | undefined }
  | { readonly kind: 'failed'; readonly error: Error };

export interface AttachOptions {
  readonly client: HubClient;
  readonly clock: Clock;
  readonly terminal: string;
  readonly outer: OuterTerminal;
  readonly readOnly: boolean;
}

/** One terminal of the hub, shown in and typed from the user's own terminal. */
export class AttachSession implements Disposable {
  private readonly options: AttachOptions;
  private readonly owned = new DisposableStore();
  private readonly mirror: ChannelMirror<{ terminals: Record<string, TerminalInfo> }, never>;
  private readonly input: InputLog;
  private readonly output: OutputStream;
  private readonly clipped: ClippedView;
  private readonly noting = new MutableDisposable<Disposable>();
  private readonly finish: (ending: Ending) => void;
  private grid: GridSize;
  private driving = false;
  private noted = false;
  /** Resolves when there is nothing more to show. */
  readonly ending: Promise<Ending>;

  constructor(options: AttachOptions) {
    const { client, clock, terminal, outer } = options;
    this.options = options;
    this.grid = outer.size;
    const { promise, resolve } = Promise.withResolvers<Ending>();
    this.ending = promise;
    this.finish = resolve;
    const attachments = this.owned.add(new Attachments(client));
    this.mirror = this.owned.add(new ChannelMirror(client, terminalChannel)) as typeof this.mirror;
    this.owned.add(this.mirror.onChange(() => this.onInfo()));
    this.input = this.owned.add(new InputLog({ link: client, clock, random: (n) => randomBytes(n), terminal }));
    this.owned.add(this.input.onState((state) => state.kind === 'held' && this.dropStaleInput()));
    this.clipped = this.owned.add(new ClippedView(client, clock, terminal, outer, () => this.watchText()));
    const view = outer.size;
    this.output = this.owned.add(
      new OutputStream({ link: client, attachments, clock, terminal, sink: this.sink(), view }),
    );
    this.owned.add(this.output.onState((state) => state.kind === 'failed' && this.fail(state.error)));
    this.owned.add(client.onState((state) => this.onConnection(state)));
    this.owned.add(this.noting);
    client.setViewing(terminal);
    void this.takeFreeTerminal();
  }

  /** Bytes that the user typed. */
  type(bytes: Uint8Array): void {
    if (this.options.readOnly || bytes.length === 0) return;
    // Half a character, or a mouse report of the old kind, is no text: it goes as bytes.
    if (isUtf8(bytes)) this.input.type(Buffer.from(bytes).toString());
    else this.input.typeBytes(bytes);
  }

  /** The user's terminal has another size now. */
  resized(): void {
    const { client, terminal, outer } = this.options;
    this.output.setView(outer.size);
    this.reconsider();
    this.clipped.refresh();
    // A passive report: it counts if we drive. When the line is down, the next attachment tells it.
    client.request('terminal.session.view', { id: terminal, size: outer.size }).catch(() => {});
  }

  detach(): void {
    this.finish({ kind: 'detached' });
  }

  dispose(): void {
    this.owned.dispose();
  }

  private sink(): OutputSink {
    const { outer } = this.options;
    return {
      write: (bytes, done) => {
        if (!this.clipped.isOn) return outer.write(bytes, done);
        this.clipped.refresh();
        return done();
      },
      screen: (size, bytes, done) => {
        this.grid = size;
        this.reconsider();
        this.noted = false;
        if (!this.clipped.isOn) return outer.paint(bytes, done);
        this.clipped.refresh();
        return done();
      },
      resize: (size) => {
        this.grid = size;
        this.reconsider();
      },
      end: () => void this.onEnd(),
    };
  }

  private get info(): TerminalInfo | undefined {
    return this.mirror.state.terminals[this.options.terminal];
  }

  /** Attaching is a human act, but not one against another human: it takes the size only when nobody has it. */
  private async takeFreeTerminal(): Promise<void> {
    const { client, terminal, outer, readOnly } = this.options;
    if (readOnly) return;
    // A hub that refuses the channel, or is gone, shows in the output's own state.
    await this.mirror.ready().catch(() => {});
    if (this.info?.driver !== null) return;
    await client.request('terminal.session.resize', { id: terminal, size: outer.size }).catch(() => {});
  }

  private onInfo(): void {
    const { client } = this.options;
    const mine = client.state.kind === 'open' ? client.state.welcome.connection : undefined;
    this.driving = mine !== undefined && this.info?.driver?.connection === mine;
    this.reconsider();
    // Who drives stands below the picture.
    this.clipped.refresh();
    if (this.info === undefined && this.mirror.condition.kind === 'current') void this.onEnd();
  }

  /** The program's bytes fit our grid, or soon will when it is ours to set; else a clipped picture is shown. */
  private reconsider(): void {
    const { outer } = this.options;
    const fits = this.driving || (this.grid.cols === outer.size.cols && this.grid.rows === outer.size.rows);
    if (fits && this.clipped.isOn) {
      this.clipped.stop();
      this.output.repaint();
    } else if (!fits && !this.clipped.isOn) this.clipped.start();
  }

  private watchText(): string {
    const { info, grid } = this;
    const driver = info?.driver;
    const who = driver === null || driver === undefined ? 'nobody drives' : `driven by ${plain(driver.name)}`;
    const how = this.options.readOnly ? 'read-only' : 'type to take over';
    return `${grid.cols}x${grid.rows}, ${who}; clipped, without colours; ${how}`;
  }

  private onConnection(state: ConnectionState): void {
    if (state.kind === 'open') {
      this.noting.value = undefined;
      // A new connection drives nothing; what was ours before the line broke is ours again unless somebody took it.
      if (this.driving) void this.takeFreeTerminal();
      // The note stands over the last row until the screen is painted anew.
      if (this.noted) this.output.repaint();
    } else if (state.kind === 'refused') this.fail(state.error);
    else if (state.kind === 'waiting' && state.attempt > 1) this.noteAbsence(state.lastHeard);
  }

  private noteAbsence(lastHeard: number | null): void {
    const { clock, outer } = this.options;
    const tell = (): void => {
      this.noted = true;
      const seconds = Math.round((clock.monotonic() - (lastHeard ?? 0)) / 1000);
      const waiting = this.input.state.kind === 'clear' ? '' : '; what you type waits';
      outer.note(`homeport: reconnecting, last heard ${seconds} s ago; the program goes on${waiting}`);
    };
    if (this.noting.value !== undefined) return;
    tell();
    this.noting.value = clock.every(1_000, tell);
  }

  private dropStaleInput(): void {
    this.input.discard();
    this.noted = true;
    this.options.outer.note('homeport: what was typed while the hub was away is too old and was not sent');
  }

  private async onEnd(): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const look = (): void => {
      const kind = this.info?.phase.kind;
      if (kind === 'ended' || kind === 'lost') resolve();
    };
    this.owned.add(this.mirror.onChange(look));
    this.owned.add(this.options.clock.after(PHASE_MS, resolve));
    look();
    await promise;
    this.finish({ kind: 'ended', phase: this.info?.phase });
  }

  private fail(error: Error): void {
    this.finish({ kind: 'failed', error });
  }
}
