import { app } from 'electron';
import type { Clock } from '../../src-shared/base/clock.ts';
import type { Log } from '../../src-shared/base/log.ts';
import type { HubHost } from './hub-host.ts';
import { type QuitReason, quitQuestion } from './quit-question.ts';
import { ask } from './say.ts';

interface Needs {
  readonly host: HubHost;
  /** How many terminals run now. */
  readonly running: () => number;
  /** It is decided: windows may close. */
  readonly leaving: () => void;
  /** Ends everything of the app but its hub, before the hub. */
  readonly stop: () => void;
  readonly clock: Clock;
  readonly log: Log;
}

/** Nobody waits longer for a program to end; the hub's own limit is a little shorter. */
const LIMIT_MS = 5_000;

type Phase = 'running' | 'asking' | 'leaving' | 'closing' | 'closed';

/** How the app ends: it asks when somebody should be asked, and then stops everything once. */
export class Quit {
  private readonly needs: Needs;
  private phase: Phase = 'running';
  private endTerminals = false;

  constructor(needs: Needs) {
    this.needs = needs;
    app.on('before-quit', (event) => {
      if (this.phase === 'running' && this.mustAsk('user')) {
        event.preventDefault();
        void this.askUser();
      } else if (this.phase === 'asking') {
        event.preventDefault();
      } else {
        this.decided();
      }
    });
    app.on('will-quit', (event) => {
      if (this.phase === 'closed') return;
      event.preventDefault();
      void this.close().then(() => app.quit());
    });
    needs.host.onStopRequested(({ endTerminals }) => this.now({ endTerminals }));
    // Windows says to windows that its session ends, the others to `powerMonitor`.
    app.on('browser-window-created', (_event, window) => window.on('session-end', () => this.now()));
    // Electron has handlers of its own for these, made before it was ready, which would ask.
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
      process.on(signal, () => {
        if (signal === 'SIGINT' && this.phase === 'closing') app.exit(130);
        this.now();
      });
    }
  }

  /** Ends the app after asking what is to become of running terminals. */
  request(): void {
    app.quit();
  }

  /** Starts the app anew; terminals go on. */
  async restart(): Promise<void> {
    this.decided();
    await this.close();
    app.relaunch();
    app.exit(0);
  }

  /** Ends the app without asking anybody. */
  now(options: { readonly endTerminals: boolean } = { endTerminals: false }): void {
    this.endTerminals ||= options.endTerminals;
    this.decided();
    app.quit();
  }

  private mustAsk(reason: QuitReason): boolean {
    const { host, running } = this.needs;
    return quitQuestion({ reason, kind: host.kind, running: running() }) !== undefined;
  }

  private async askUser(): Promise<void> {
    const { host, running } = this.needs;
    const question = quitQuestion({ reason: 'user', kind: host.kind, running: running() });
    if (question === undefined) return;
    this.phase = 'asking';
    const answer = await ask({
      type: 'question',
      ...question,
      buttons: [
        { answer: 'quit', label: 'Quit' },
        { answer: 'end', label: 'Quit and end all terminals' },
        { answer: 'cancel', label: 'Cancel' },
      ],
      cancel: 'cancel',
    });
    // A system that ends meanwhile has decided already.
    if (this.phase !== 'asking') return;
    this.phase = 'running';
    if (answer !== 'cancel') this.now({ endTerminals: answer === 'end' });
  }

  private decided(): void {
    if (this.phase !== 'running' && this.phase !== 'asking') return;
    this.phase = 'leaving';
    this.needs.leaving();
  }

  /** Stops everything, once, in {@link LIMIT_MS} at most. */
  private async close(): Promise<void> {
    if (this.phase === 'closing' || this.phase === 'closed') return;
    this.phase = 'closing';
    const { host, stop, clock, log } = this.needs;
    try {
      stop();
    } catch (thrown) {
      log.error('a part of the app did not stop', { error: String(thrown) });
    }
    await new Promise<void>((resolve) => {
      const late = clock.after(LIMIT_MS, () => {
        log.error('the hub did not stop in time');
        resolve();
      });
      host
        .close({ endTerminals: this.endTerminals })
        .then(({ goOn }) => log.info('the hub has stopped', { goOn }))
        .catch((thrown: unknown) => log.error('the hub did not stop cleanly', { error: String(thrown) }))
        .finally(() => {
          late.dispose();
          resolve();
        });
    });
    this.phase = 'closed';
  }
}
