import { app, crashReporter, dialog } from 'electron';
import type { Clock } from '../../src-shared/base/clock.ts';
import type { Log } from '../../src-shared/base/log.ts';
import type { RestartRecord } from './restart-record.ts';
import { askWithDetails } from './say.ts';

interface Needs {
  readonly log: Log;
  readonly clock: Clock;
  readonly restarts: RestartRecord;
}

/** What becomes of exceptions that nothing in the main process caught: they are logged, said, and a restart is offered. */
export class Crashes {
  private readonly needs: Needs;
  private asking = false;
  private restart: (() => Promise<void>) | undefined;

  constructor(needs: Needs) {
    this.needs = needs;
    // Kept on this machine, below the data directory; sent to nobody.
    crashReporter.start({ uploadToServer: false });
    process.on('uncaughtException', (thrown) => this.happened('exception', thrown));
    process.on('unhandledRejection', (thrown) => this.happened('rejection', thrown));
    app.on('child-process-gone', (_event, { type, reason, exitCode }) => {
      // Chromium starts its helpers anew by itself.
      if (reason !== 'clean-exit') needs.log.warn('a helper process is gone', { type, reason, exitCode });
    });
  }

  /** From now on a restart can stop the hub first. */
  restartWith(restart: () => Promise<void>): void {
    this.restart = restart;
  }

  /** The app could not be put together; what of it runs is no use. */
  failedToStart(thrown: unknown): void {
    const details = detailsOf(thrown);
    this.needs.log.error('the app could not be put together', { details });
    dialog.showErrorBox('Homeport could not start', details);
    app.exit(1);
  }

  private happened(kind: 'exception' | 'rejection', thrown: unknown): void {
    const { restart } = this;
    if (!app.isReady() || restart === undefined) {
      this.failedToStart(thrown);
      return;
    }
    const details = detailsOf(thrown);
    this.needs.log.error(`uncaught ${kind}`, { details });
    // One dialog says that something is wrong; a loop of failures must not cover the screen with them.
    if (this.asking) return;
    this.asking = true;
    this.offerRestart(restart, details).then(
      () => {
        this.asking = false;
      },
      // Nobody can be told any more: no further dialog is tried, which would fail the same way, for ever.
      (error: unknown) => this.needs.log.error('the failure could not be said', { error: String(error) }),
    );
  }

  private async offerRestart(restart: () => Promise<void>, details: string): Promise<void> {
    const { clock, restarts } = this.needs;
    const mayRestart = restarts.mayRestart(clock.now());
    const answer = await askWithDetails(
      {
        type: 'error',
        message: 'Something went wrong in Homeport.',
        detail: mayRestart
          ? `Your terminals go on in the background. A restart puts the app right again.\n\n${firstLine(details)}`
          : `Your terminals go on in the background. Restarting has not helped; see the log in the data directory.\n\n${firstLine(details)}`,
        buttons: [
          ...(mayRestart ? [{ answer: 'restart' as const, label: 'Restart Homeport' }] : []),
          { answer: 'goOn' as const, label: 'Go on' },
        ],
        cancel: 'goOn',
      },
      details,
    );
    if (answer !== 'restart') return;
    restarts.add(clock.now());
    await restart();
  }
}

function detailsOf(thrown: unknown): string {
  return thrown instanceof Error ? (thrown.stack ?? String(thrown)) : String(thrown);
}

function firstLine(text: string): string {
  return text.split('\n', 1)[0]?.slice(0, 300) ?? '';
}
