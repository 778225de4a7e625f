import type { Clock } from '../../../../src-shared/base/clock.ts';
import { type Disposable, DisposableStore, toDisposable } from '../../../../src-shared/base/disposable.ts';
import type { LiveTerminal } from '../../../ui/terminal/live-terminal.ts';
import type { PhoneTerminalProps } from '../phone-terminal-props.ts';

/** A screen is read cell by cell, some milliseconds on a phone. */
const EVERY_MS = 3_000;

/** Tells what a terminal shows: now and then while it changes, when the page goes out of sight, and at the end. */
export class Picturing implements Disposable {
  private readonly live: LiveTerminal;
  private readonly tell: NonNullable<PhoneTerminalProps['onPicture']>;
  private readonly owned = new DisposableStore();
  private changed = false;

  constructor(live: LiveTerminal, clock: Clock, tell: NonNullable<PhoneTerminalProps['onPicture']>) {
    this.live = live;
    this.tell = tell;
    this.owned.add(
      live.view.cells.onChange(() => {
        const { kind } = live.outputState;
        // While the line is down nothing new is seen, only the old drawn anew.
        if (kind === 'live' || kind === 'ended') this.changed = true;
      }),
    );
    const look = (): void => this.look();
    this.owned.add(clock.every(EVERY_MS, look));
    const hidden = (): void => {
      if (document.visibilityState === 'hidden') this.look();
    };
    // In the capture phase of the window: before the page writes what it keeps.
    window.addEventListener('visibilitychange', hidden, true);
    this.owned.add(toDisposable(() => window.removeEventListener('visibilitychange', hidden, true)));
  }

  dispose(): void {
    this.look();
    this.owned.dispose();
  }

  private look(): void {
    if (!this.changed) return;
    this.changed = false;
    const { cells } = this.live.view;
    this.tell(cells.sight.cols, cells.picture);
  }
}
