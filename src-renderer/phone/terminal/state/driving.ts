import { type Disposable, DisposableStore, toDisposable } from '../../../../src-shared/base/disposable.ts';
import { Emitter, type Event } from '../../../../src-shared/base/emitter.ts';
import type { TerminalInfo } from '../../../../src-shared/protocol/channels/terminal/state.ts';
import type { LiveTerminal } from '../../../ui/terminal/live-terminal.ts';
import type { PhoneTerminalProps } from '../phone-terminal-props.ts';

/**
 * Whose the terminal is, as this phone stands to it. `ours`: its size is this screen's. `free`: nobody's, the next key
 * takes it. `theirs`: another client's; this one watches until its user says otherwise. `never`: this device may not
 * type here. `over`: it does not run.
 */
export type Standing = 'ours' | 'free' | 'theirs' | 'never' | 'over';

/** Who drives, and taking it over. Only a human act does: opening the screen, typing, a word. */
export class Driving implements Disposable {
  private readonly session: PhoneTerminalProps['session'];
  private readonly id: string;
  private readonly granted: () => boolean | undefined;
  private readonly live: LiveTerminal;
  private readonly owned = new DisposableStore();
  private readonly changes = new Emitter<Standing>();
  private last: Standing = 'over';
  /** The user has opened the screen and has not been given it yet. */
  private opening = true;

  readonly onChange: Event<Standing> = this.changes.event;

  /** `granted`: see {@link PhoneTerminalProps.mayType}. */
  constructor(
    { session, id }: Pick<PhoneTerminalProps, 'session' | 'id'>,
    live: LiveTerminal,
    granted: () => boolean | undefined,
  ) {
    this.session = session;
    this.id = id;
    this.granted = granted;
    this.live = live;
    const look = (): void => this.look();
    this.owned.add(toDisposable(session.terminals.subscribe(look)));
    this.owned.add(toDisposable(session.connection.subscribe(look)));
    this.owned.add(live.onChange(look));
    this.owned.add(this.changes);
    this.look();
  }

  get standing(): Standing {
    return this.last;
  }

  get info(): TerminalInfo | undefined {
    return this.session.terminals.getState().state.terminals[this.id];
  }

  /** What is typed may go out, or wait for the line. */
  get mayType(): boolean {
    return this.last === 'ours' || this.last === 'free';
  }

  get watching(): boolean {
    return this.last !== 'ours';
  }

  /** The user's word: this screen's size becomes the terminal's. */
  take(): void {
    this.live.claim();
  }

  /** The user's word: somebody else may have it. */
  release(): void {
    this.live.release();
  }

  dispose(): void {
    this.owned.dispose();
  }

  private look(): void {
    this.live.refresh();
    const now = this.judge();
    if (now !== this.last) {
      this.last = now;
      this.changes.fire(now);
    }
    // Whoever opens a terminal that is nobody's means to see it on this screen.
    if (this.opening && this.live.outputState.kind === 'live') {
      this.opening = false;
      if (now === 'free') this.take();
    }
  }

  private judge(): Standing {
    const connection = this.session.connection.getState();
    const { info } = this;
    if (info?.phase.kind !== 'running') return 'over';
    // While the line is down nobody knows who drives: what holds is what did.
    if (connection.kind !== 'open') return this.last;
    if (!(this.granted() ?? connection.welcome.device.rights.includes('type'))) return 'never';
    if (info.driver === null) return 'free';
    return info.driver.connection === connection.welcome.connection ? 'ours' : 'theirs';
  }
}
