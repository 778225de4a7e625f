import { type Disposable, DisposableStore } from '../../src-shared/base/disposable.ts';
import { Emitter, type Event } from '../../src-shared/base/emitter.ts';
import type { Log } from '../../src-shared/base/log.ts';
import type { Intents, Shell } from './shell.ts';

/** How this system is told to start the app with the session. */
export interface LoginEntry {
  read(): boolean;
  /** Throws what the system says. */
  write(on: boolean): void;
  /** Mends an entry that is on and starts something that is no longer there. Throws what the system says. */
  repair(): void;
}

export interface LoginItemNeeds {
  readonly shell: Shell;
  readonly intents: Pick<Intents, 'changeSettings'>;
  /** Undefined where we know of no way. */
  readonly entry: LoginEntry | undefined;
  /** Tells the user. */
  readonly report: (sentence: string) => void;
  readonly log: Log;
}

/**
 * Keeps the setting `desktop.openAtLogin` and the system's login item the same. The setting is the wish: a change of it
 * is carried out. What the system says is the truth, since its own tools change it too: a wish that differs at the
 * start, or could not be carried out, is taken back.
 */
export class LoginItem implements Disposable {
  private readonly needs: LoginItemNeeds;
  private readonly owned = new DisposableStore();
  private readonly changes = this.owned.add(new Emitter<boolean | null>());
  private truth: boolean | null;
  /** Undefined until the settings are known. */
  private wish: boolean | undefined;

  /** Fires with each new {@link state}. */
  readonly onChange: Event<boolean | null> = this.changes.event;

  constructor(needs: LoginItemNeeds) {
    this.needs = needs;
    this.truth = null;
    this.repair();
    this.look();
    this.owned.add(needs.shell.onChange(() => this.follow()));
    this.follow();
  }

  /** Whether the app starts with the session; null when this system has no such thing that we know how to set. */
  get state(): boolean | null {
    return this.truth;
  }

  /** Asks the system again. */
  look(): boolean | null {
    const { entry, log } = this.needs;
    if (entry === undefined) return null;
    let now = false;
    try {
      now = entry.read();
    } catch (error) {
      // Shown as off; switching it on tells the user what is wrong.
      log.warn('the login item could not be read', { error: String(error) });
    }
    if (now !== this.truth) {
      this.truth = now;
      this.changes.fire(now);
    }
    return now;
  }

  /** Wishes, and carries it out even when the wish was the same all along and the system's tools undid it. */
  set(on: boolean): void {
    if (this.wish === on) this.carryOut(on);
    else this.needs.intents.changeSettings({ desktop: { openAtLogin: on } });
  }

  dispose(): void {
    this.owned.dispose();
  }

  private follow(): void {
    const { shell, entry } = this.needs;
    if (entry === undefined || !shell.state.caughtUp) return;
    const wish = shell.state.settings.desktop.openAtLogin;
    if (wish === this.wish) return;
    const first = this.wish === undefined;
    this.wish = wish;
    const truth = this.look();
    if (wish === truth) return;
    if (first) this.takeBack();
    else this.carryOut(wish);
  }

  private carryOut(on: boolean): void {
    const { entry, report, log } = this.needs;
    try {
      entry?.write(on);
    } catch (error) {
      log.warn('the login item could not be set', { error: String(error) });
      report(
        `Homeport could not ${on ? 'be set to' : 'be kept from'} open at login: ${error instanceof Error ? error.message : String(error)}.`,
      );
    }
    if (this.look() !== on) this.takeBack();
  }

  private takeBack(): void {
    const { intents } = this.needs;
    if (this.truth !== null && this.truth !== this.wish)
      intents.changeSettings({ desktop: { openAtLogin: this.truth } });
  }

  private repair(): void {
    const { entry, log } = this.needs;
    try {
      entry?.repair();
    } catch (error) {
      // It is as broken as it was; the next start tries again.
      log.warn('the login item could not be mended', { error: String(error) });
    }
  }
}
