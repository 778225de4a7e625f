import { app } from 'electron';
import type { Clock } from '../../src-shared/base/clock.ts';
import type { Log } from '../../src-shared/base/log.ts';
import { imageOf } from '../hub/host/keeper-runtime.ts';
import { endDespiteKeychain } from '../hub/host/secrets/keychain-calls.ts';
import type { HubHost } from './hub-host.ts';
import { type QuitAnswer, quitQuestion } from './quit-question.ts';
import { ask } from './say.ts';
import type { AtEnd, Ending } from './updater/updater.ts';

interface Needs {
  readonly host: HubHost;
  /** How many terminals run now. */
  readonly running: () => number;
  /** It is decided: windows are to close. */
  readonly leaving: () => void;
  /** Ends everything of the app but its hub, before the hub. */
  readonly stop: () => void;
  /** Everything has stopped; the last thing before the process ends. */
  readonly stopped: (ending: Ending) => AtEnd;
  readonly clock: Clock;
  readonly log: Log;
}

/** Nobody waits longer for a program to end; the hub's own limit is a little shorter. */
const LIMIT_MS = 5_000;

/** How the app ends: it asks when somebody should be asked, and then stops everything once. */
export class Quit {
  private readonly needs: Needs;
  private phase: 'running' | 'asking' | 'leaving' | 'closed' = 'running';
  private endTerminals = false;
  private withSystem = false;
  private startAgain = false;
  /** Set once everything is being stopped; resolves when it is. */
  private closing: Promise<void> | undefined;
  private atEnd: AtEnd = 'left';

  constructor(needs: Needs) {
    this.needs = needs;
    app.on('before-quit', (event) => {
      if (this.phase === 'running' && this.question() !== undefined) {
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
      // What is under way already ends the process when it is done.
      if (this.closing === undefined) void this.close().then(() => this.leave());
    });
    // Electron emits it as it quits.
    process.on('exit', endDespiteKeychain);
    needs.host.onStopRequested((options) => this.now(options));
    // Windows says to windows that its session ends, the others to `powerMonitor`.
    app.on('browser-window-created', (_event, window) => window.on('session-end', () => this.withSystemNow()));
    // Electron has handlers of its own for these, made before it was ready, which would ask.
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
      process.on(signal, () => {
        if (signal === 'SIGINT' && this.closing !== undefined) app.exit(130);
        this.now();
      });
    }
  }

  /** Ends the app after asking what is to become of running terminals. */
  request(): void {
    app.quit();
  }

  /** The system or its session ends: there is nobody to ask, and little time. */
  withSystemNow(): void {
    this.withSystem = true;
    this.now();
  }

  /** Starts the app anew; terminals go on. */
  async restart(): Promise<void> {
    if (this.startAgain) return;
    this.startAgain = true;
    this.decided();
    if (this.closing !== undefined) return;
    await this.close();
    this.leave();
  }

  /** Ends the process, everything of which has stopped. */
  private leave(): void {
    if (this.startAgain && this.atEnd !== 'startsAgain') {
      // What runs from an AppImage runs from a mount that is gone when the next one is to start.
      const image = imageOf(process);
      app.relaunch(image === undefined ? {} : { execPath: image.file });
    }
    app.quit();
  }

  private now({ endTerminals } = { endTerminals: false }): void {
    this.endTerminals ||= endTerminals;
    this.decided();
    app.quit();
  }

  private question(): ReturnType<typeof quitQuestion> {
    const { host, running } = this.needs;
    return quitQuestion({ kind: host.kind, running: running() });
  }

  private async askUser(): Promise<void> {
    const question = this.question();
    if (question === undefined) return;
    this.phase = 'asking';
    const asked = ask<QuitAnswer>({
      type: 'question',
      ...question,
      buttons: [
        { answer: 'quit', label: 'Quit' },
        { answer: 'end', label: 'Quit and end all terminals' },
        { answer: 'cancel', label: 'Cancel' },
      ],
      cancel: 'cancel',
    });
    const answer = await asked.catch((error: unknown): QuitAnswer => {
      // Somebody wants the app to end, and it must not be without end. Terminals go on.
      this.needs.log.error('it could not be asked what is to become of terminals', { error: String(error) });
      return 'quit';
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
  private close(): Promise<void> {
    this.closing ??= this.stopAll();
    return this.closing;
  }

  private async stopAll(): Promise<void> {
    const { running, stop, stopped, log } = this.needs;
    // Asked before the client that knows it is gone.
    const before = running();
    try {
      stop();
    } catch (thrown) {
      log.error('a part of the app did not stop', { error: String(thrown) });
    }
    const terminalsGoOn = (await this.closeHub()) ?? before;
    this.phase = 'closed';
    const { withSystem, startAgain } = this;
    this.atEnd = stopped({ terminalsGoOn, withSystem, startAgain });
  }

  /** How many terminals go on; undefined when that is not known. */
  private async closeHub(): Promise<number | undefined> {
    const { host, clock, log } = this.needs;
    const closing = host.close({ endTerminals: this.endTerminals }).then(
      (goOn) => {
        log.info('the hub was let go', { goOn });
        return goOn;
      },
      (thrown: unknown) => {
        log.error('the hub did not stop cleanly', { error: String(thrown) });
        return undefined;
      },
    );
    return new Promise((resolve) => {
      const late = clock.after(LIMIT_MS, () => {
        log.error('the hub did not stop in time');
        resolve(undefined);
      });
      void closing.then((goOn) => {
        late.dispose();
        resolve(goOn);
      });
    });
  }
}
