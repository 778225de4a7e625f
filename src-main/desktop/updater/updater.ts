import { join } from 'node:path';
import type { Clock } from '../../../src-shared/base/clock.ts';
import { type Disposable, MutableDisposable } from '../../../src-shared/base/disposable.ts';
import { Emitter, type Event } from '../../../src-shared/base/emitter.ts';
import type { Log } from '../../../src-shared/base/log.ts';
import type { UpdateState } from '../../../src-shared/desktop/desktop-api.ts';
import type { Shell, ShellState } from '../shell.ts';
import { type FeedSource, readFeed, type SignedUpdate } from './feed.ts';
import type { Fetch } from './fetch-limited.ts';
import type { Installer, InstallerNeeds } from './installer.ts';
import { SeenVersion } from './seen-version.ts';
import { type Installed, supportOf } from './support.ts';
import { UpdateFault } from './update-fault.ts';
import { compareVersions } from './version-order.ts';

/** The app has started, and somebody may be typing already. */
const FIRST_MS = 60_000;
const DAY_MS = 24 * 60 * 60_000;
/** After a failure, most of which are a network that is not there. */
const AGAIN_MS = 60 * 60_000;

export interface UpdaterNeeds {
  readonly installed: Installed;
  readonly name: string;
  readonly version: string;
  /** Electron's own profile, `<data dir>/desktop`; downloads lie in it as well. */
  readonly profile: string;
  readonly shell: Shell;
  /** `net.fetch` in Electron, which knows the system's proxies. */
  readonly fetch: Fetch;
  readonly clock: Clock;
  readonly log: Log;
}

/** How the app ends. */
export interface Ending {
  /** Terminals that go on in their keepers, as the user was told. */
  readonly terminalsGoOn: number;
  /** The system or its session ends with it and waits for nobody. */
  readonly withSystem: boolean;
  /** The user asked for a start anew. */
  readonly startAgain: boolean;
}

/** What became of an update as the app ended; with `startsAgain` its installer starts the app, and nobody else may. */
export type AtEnd = 'left' | 'installed' | 'startsAgain';

export interface Updater extends Disposable {
  readonly state: UpdateState;
  readonly onChange: Event<UpdateState>;
  /** Looks for an update now. Resolves when that is known; failures are a state. */
  check(): Promise<void>;
  /** Fetches the update that is available; nothing otherwise. Resolves when it is there; failures are a state. */
  download(): Promise<void>;
  /**
   * Puts a downloaded update in place unless that would take something from the user. Last thing before the process
   * ends, also after `dispose`; synchronous, and never throws.
   */
  installAtEnd(ending: Ending): AtEnd;
}

/** Looks for updates a minute after the start and daily, downloads on the user's word and installs when the app ends. */
export function createUpdater(needs: UpdaterNeeds): Updater {
  const support = supportOf(needs.installed);
  if (support.kind === 'unsupported') return new NoUpdater(support.why, needs.log);
  return new SigningUpdater(needs, support.source);
}

class NoUpdater implements Updater {
  readonly state: UpdateState;
  readonly onChange: Event<UpdateState> = () => ({ dispose() {} });

  constructor(why: string, log: Log) {
    this.state = { kind: 'unsupported', why };
    log.info('no updates', { why });
  }

  check(): Promise<void> {
    return Promise.resolve();
  }

  download(): Promise<void> {
    return Promise.resolve();
  }

  installAtEnd(): AtEnd {
    return 'left';
  }

  dispose(): void {}
}

class SigningUpdater implements Updater {
  private readonly needs: UpdaterNeeds;
  private readonly source: FeedSource;
  private readonly seen: SeenVersion;
  private readonly changes = new Emitter<UpdateState>();
  private readonly timer = new MutableDisposable<Disposable>();
  private readonly following: Disposable;
  private readonly ended = new AbortController();
  private installer: Installer | undefined;
  private current: UpdateState = { kind: 'idle', checkedAt: null };
  /** What the feed offers, as long as it is newer. */
  private offer: SignedUpdate | undefined;
  private underWay: Promise<void> | undefined;
  readonly onChange: Event<UpdateState> = this.changes.event;

  constructor(needs: UpdaterNeeds, source: FeedSource) {
    this.needs = needs;
    this.source = source;
    this.seen = new SeenVersion(join(needs.profile, 'updates.json'), needs.version, needs.log);
    this.following = needs.shell.onChange((shell) => this.followHeld(shell));
    this.plan(FIRST_MS);
  }

  get state(): UpdateState {
    return this.current;
  }

  check(): Promise<void> {
    return this.alone(() => this.look());
  }

  download(): Promise<void> {
    return this.alone(() => this.fetch());
  }

  installAtEnd({ terminalsGoOn, withSystem, startAgain }: Ending): AtEnd {
    const { log, installed } = this.needs;
    if (this.current.kind !== 'ready' || this.installer === undefined) return 'left';
    const { version } = this.current;
    if (withSystem || heldBy(installed.platform, terminalsGoOn) !== null) {
      log.info('update not installed', { version, terminalsGoOn, withSystem });
      return 'left';
    }
    try {
      const startsAgain = this.installer.install(startAgain);
      log.info('update installed', { version });
      return startsAgain ? 'startsAgain' : 'installed';
    } catch (error) {
      // The app is ending and there is nobody to tell; it offers the same update when it runs again.
      log.error('the update could not be installed', { version, error: String(error) });
      return 'left';
    }
  }

  dispose(): void {
    this.ended.abort();
    this.timer.dispose();
    this.following.dispose();
    this.changes.dispose();
  }

  /** One thing at a time; whoever asks meanwhile waits for it. */
  private alone(act: () => Promise<void>): Promise<void> {
    this.underWay ??= act().finally(() => {
      this.underWay = undefined;
    });
    return this.underWay;
  }

  private plan(ms: number): void {
    if (this.ended.signal.aborted) return;
    this.timer.value = this.needs.clock.after(ms, () => {
      // The user may have switched it off since.
      if (this.needs.shell.state.settings.desktop.checkForUpdates) void this.check();
      else this.plan(DAY_MS);
    });
  }

  private async look(): Promise<void> {
    const { clock, needs } = { clock: this.needs.clock, needs: this.needs };
    const before = this.current;
    // What is ready stays to be seen while something newer is looked for.
    if (before.kind !== 'ready') this.become({ kind: 'checking' });
    try {
      const update = await readFeed({ fetch: needs.fetch, clock, signal: this.ended.signal }, this.source);
      this.judge(update, before);
      this.plan(DAY_MS);
    } catch (error) {
      this.failed(error, before);
      this.plan(AGAIN_MS);
    }
  }

  private judge(update: SignedUpdate, before: UpdateState): void {
    const { version, notes } = update;
    const newer = this.seen.newerThan(version);
    if (newer !== undefined)
      throw new UpdateFault(
        `The update feed offers ${version}, though ${newer} is known. It is out of date or was put back; nothing is taken from it.`,
      );
    this.seen.remember(version);
    if (before.kind === 'ready' && before.version === version) return;
    if (compareVersions(version, this.needs.version) === 0) {
      this.offer = undefined;
      this.become({ kind: 'current', checkedAt: this.needs.clock.now() });
      return;
    }
    this.offer = update;
    this.become({ kind: 'available', version, notes });
  }

  private async fetch(): Promise<void> {
    const { offer } = this;
    if (offer === undefined || this.current.kind === 'ready') return;
    const { version, notes } = offer;
    const downloading = (percent: number): void => this.become({ kind: 'downloading', version, notes, percent });
    downloading(0);
    try {
      this.installer ??= await this.loadInstaller();
      await this.installer.download(offer, downloading);
      const held = heldBy(this.needs.installed.platform, running(this.needs.shell.state));
      this.become({ kind: 'ready', version, notes, held });
    } catch (error) {
      this.failed(error);
      // The offer stays; it is shown again after the next look at the feed.
      this.plan(AGAIN_MS);
    }
  }

  private failed(error: unknown, before?: UpdateState): void {
    const { log, clock } = this.needs;
    if (this.ended.signal.aborted) return;
    const sentence = sentenceOf(error);
    log.warn('update failed', { sentence, error: String(error) });
    if (before?.kind !== 'ready') this.become({ kind: 'failed', sentence, at: clock.now() });
  }

  private followHeld(shell: ShellState): void {
    if (this.current.kind !== 'ready') return;
    const held = heldBy(this.needs.installed.platform, running(shell));
    if (held !== this.current.held) this.become({ ...this.current, held });
  }

  private become(state: UpdateState): void {
    if (this.ended.signal.aborted) return;
    this.current = state;
    this.changes.fire(state);
  }

  /** Late, since most starts never need it. */
  private async loadInstaller(): Promise<Installer> {
    const { installed, profile, name, version, fetch, clock, log } = this.needs;
    const { createInstaller } = await import('./installer.ts');
    const parts: InstallerNeeds = {
      platform: installed.platform,
      resources: installed.resources,
      image: installed.env['APPIMAGE'],
      cache: join(profile, 'updates'),
      profile,
      name,
      version,
      fetch,
      clock,
      log,
      signal: this.ended.signal,
    };
    return createInstaller(parts);
  }
}

/**
 * Windows lets nobody replace a program that runs, and keepers are that program: the installer would end them.
 * Elsewhere they go on with the file they were started from and a copy of their own program.
 */
function heldBy(platform: NodeJS.Platform, terminals: number): string | null {
  if (platform !== 'win32' || terminals === 0) return null;
  const which = terminals === 1 ? 'a terminal runs' : `${terminals} terminals run`;
  return `It is installed when Homeport quits and no terminal is left; now ${which}, and installing would end ${terminals === 1 ? 'it' : 'them'}.`;
}

function running({ terminals }: ShellState): number {
  const alive = ['running', 'unreachable'];
  return Object.values(terminals.terminals).filter(({ phase }) => alive.includes(phase.kind)).length;
}

function sentenceOf(error: unknown): string {
  if (error instanceof UpdateFault) return error.message;
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'ENOSPC' || code === 'EDQUOT') return 'The disk is full, so the update could not be downloaded.';
  return `The update could not be downloaded (${error instanceof Error ? error.message : String(error)}).`;
}
