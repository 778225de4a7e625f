import type { Clock } from '../../../src-shared/base/clock.ts';
import { type Disposable, MutableDisposable } from '../../../src-shared/base/disposable.ts';
import type { HubLink } from '../../../src-shared/client/hub-client.ts';
import type { CoreResult } from '../../../src-shared/protocol/request-table.ts';
import type { OuterTerminal } from './outer-terminal.ts';

/** A picture at most this often; it is for watching, and what is typed ends it. */
const PICTURE_MS = 100;

/**
 * Shows a terminal whose grid is not ours. Its bytes make sense on its own grid alone, and a terminal cannot be scaled
 * from inside: so the screen is fetched as text and cut to what fits, with a line that says so.
 */
export class ClippedView implements Disposable {
  private readonly link: HubLink;
  private readonly clock: Clock;
  private readonly terminal: string;
  private readonly outer: OuterTerminal;
  private readonly status: () => string;
  private readonly timer = new MutableDisposable<Disposable>();
  private phase: 'off' | 'idle' | 'fetching' | 'again' = 'off';

  constructor(link: HubLink, clock: Clock, terminal: string, outer: OuterTerminal, status: () => string) {
    this.link = link;
    this.clock = clock;
    this.terminal = terminal;
    this.outer = outer;
    this.status = status;
  }

  get isOn(): boolean {
    return this.phase !== 'off';
  }

  start(): void {
    if (this.phase === 'off') this.phase = 'idle';
    this.refresh();
  }

  stop(): void {
    this.phase = 'off';
    this.timer.value = undefined;
  }

  /** Something has changed: paint as soon as it is due. */
  refresh(): void {
    if (this.phase === 'fetching') this.phase = 'again';
    if (this.phase === 'idle') void this.fetch();
  }

  dispose(): void {
    this.stop();
    this.timer.dispose();
  }

  private async fetch(): Promise<void> {
    this.phase = 'fetching';
    try {
      const screen = await this.link.request('terminal.session.screen', { id: this.terminal });
      if (this.isOn) this.paint(screen);
    } catch {
      // The line is down or the terminal gone: the session hears of both, and the old picture stays.
    }
    if (this.isOn) this.timer.value = this.clock.after(PICTURE_MS, () => this.rest());
  }

  private rest(): void {
    const again = this.phase === 'again';
    this.phase = 'idle';
    if (again) void this.fetch();
  }

  private paint(screen: CoreResult<'terminal.session.screen'>): void {
    const { cols, rows } = this.outer.size;
    const room = Math.max(1, rows - 1);
    // The rows around the cursor are what matters.
    const top = Math.max(0, Math.min(screen.cursor.y - room + 1, screen.lines.length - room));
    const lines = screen.lines.slice(top, top + room).map((line) => [...line].slice(0, cols).join(''));
    this.outer.paintLines(lines, this.status(), {
      x: Math.min(screen.cursor.x, cols - 1),
      y: Math.min(screen.cursor.y - top, room - 1),
    });
  }
}
