import { type Disposable, DisposableStore } from '../../src-shared/base/disposable.ts';
import type { Log } from '../../src-shared/base/log.ts';
import { labelOf } from '../../src-shared/labels/terminal-label.ts';
import { terminalIdSchema } from '../../src-shared/protocol/channels/terminal/state.ts';
import type { Intents, Shell } from './shell.ts';

export const LINK_SCHEME = 'homeport';

const TERMINAL_LINK = `${LINK_SCHEME}://terminal/`;

/** The terminal that a link names. Nothing but exactly this form is one: a link can show something, never do anything. */
export function parseLink(text: string): string | undefined {
  if (!text.startsWith(TERMINAL_LINK)) return undefined;
  const id = terminalIdSchema.safeParse(text.slice(TERMINAL_LINK.length));
  return id.success ? id.data : undefined;
}

/** Talks to the user in dialogs of the system's own, which no page can draw or press. */
export interface LinkDialogs {
  /** True when the user agrees. */
  confirm(question: string): Promise<boolean>;
  say(sentence: string): Promise<void>;
}

export interface DeepLinkNeeds {
  readonly shell: Shell;
  readonly intents: Pick<Intents, 'openTerminal'>;
  readonly dialogs: LinkDialogs;
  readonly log: Log;
}

/**
 * Links of our scheme that other programs have opened. Anybody can send one, so the user is asked each time, and one at
 * a time: what comes while a question is open is dropped.
 */
export class DeepLinks implements Disposable {
  private readonly needs: DeepLinkNeeds;
  private readonly owned = new DisposableStore();
  /** A link is waiting for the hub or for the user. */
  private busy = false;
  /** The terminal to ask about once it is known which there are. */
  private pending: string | undefined;

  constructor(needs: DeepLinkNeeds) {
    this.needs = needs;
    this.owned.add(needs.shell.onChange(() => this.askWhenKnown()));
  }

  /** Takes one link as it came, from our own command line, a second start or the system. */
  take(link: string): void {
    const { log } = this.needs;
    const terminal = parseLink(link);
    if (terminal === undefined) {
      // Its content stays out of the log: it was written to be harmful.
      log.warn('a link was refused: it does not name a terminal', { length: link.length });
      return;
    }
    if (this.busy) {
      log.warn('a link was dropped: another one is being asked about');
      return;
    }
    this.busy = true;
    this.pending = terminal;
    this.askWhenKnown();
  }

  dispose(): void {
    this.owned.dispose();
    this.pending = undefined;
  }

  private askWhenKnown(): void {
    const terminal = this.pending;
    if (terminal === undefined || !this.needs.shell.state.caughtUp) return;
    this.pending = undefined;
    this.ask(terminal)
      .catch((error: unknown) => this.needs.log.error('a link could not be asked about', { error: String(error) }))
      .finally(() => {
        this.busy = false;
      });
  }

  private async ask(terminal: string): Promise<void> {
    const { shell, dialogs, intents } = this.needs;
    const info = shell.state.terminals.terminals[terminal];
    if (info === undefined) await dialogs.say('A link wants to show a terminal that is not there, or no longer.');
    else if (await dialogs.confirm(`A link wants to show the terminal “${labelOf(info)}”.`))
      intents.openTerminal(terminal);
  }
}
