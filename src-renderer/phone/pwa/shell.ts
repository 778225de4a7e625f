import { createStore, type StoreApi } from 'zustand/vanilla';

/** Asked of the hub no more often than this, ms: another shell comes with an update of the app on the computer. */
const LOOK_EVERY_MS = 60 * 60 * 1000;
/** For which page this tab was loaded anew by itself: never twice for one. */
const RENEWED = 'homeport.phone.renewed';

export interface ShellParts {
  /** Undefined where browsers have no workers: over plain http. */
  readonly workers: ServiceWorkerContainer | undefined;
  /** Monotonic ms since the page began. */
  readonly since: () => number;
  /** The user has not done anything in this page yet. */
  readonly untouched: () => boolean;
  /** The name of the page's own script, which is made of what is in it. */
  readonly script: string;
  /** The page as it would come now, as text. */
  readonly fetchPage: () => Promise<string>;
  /** Lives as long as the tab. */
  readonly tab: Pick<Storage, 'getItem' | 'setItem'>;
  readonly reload: () => void;
  /** A notification was tapped: the page goes to this fragment, empty for its list. */
  readonly open: (fragment: string) => void;
}

/**
 * The page as the browser keeps it, so that it opens without a network. A newer one is fetched as a whole beside it, told,
 * and taken at the next start or by the user's word: never under their hands, and never half of each.
 */
export class Shell {
  /** A newer page is there and waits to be taken. */
  readonly newer: StoreApi<boolean> = createStore<boolean>(() => false);
  private readonly parts: ShellParts;
  private registration: ServiceWorkerRegistration | undefined;
  private registering: Promise<void> = Promise.resolve();
  private lookedAt = 0;
  private mayReload = false;
  /** The user's word, which holds whenever the newer one is ready; without it only while they have not begun. */
  private isAsked = false;

  constructor(parts: ShellParts) {
    this.parts = parts;
  }

  /** `mayReload`: nothing stands in the page yet that would be lost. */
  start(mayReload: boolean): void {
    const { workers } = this.parts;
    this.mayReload = mayReload;
    if (workers !== undefined) this.registering = this.register(workers);
  }

  /** Where notifications are shown and subscribed to; undefined where there is no worker. */
  async ready(): Promise<ServiceWorkerRegistration | undefined> {
    await this.registering;
    const { active, waiting, installing } = this.registration ?? {};
    // One whose files did not all come is never ready.
    return (active ?? waiting ?? installing ?? null) === null ? undefined : this.parts.workers?.ready;
  }

  /** The user's word: loads the newer one. */
  take(): void {
    const waiting = this.registration?.waiting ?? null;
    if (waiting === null) this.parts.reload();
    else {
      this.isAsked = true;
      waiting.postMessage('take');
    }
  }

  /** The hub does not speak with this page any more: takes the newer one as soon as it is there. */
  renew(): void {
    if (this.newer.getState()) this.take();
    else {
      const listening = this.newer.subscribe((newer) => {
        if (!newer) return;
        listening();
        this.take();
      });
      this.lookedAt = 0;
      this.look();
    }
  }

  /** The hub is there: it may have another page. */
  look(): void {
    const now = this.parts.since();
    if (this.registration === undefined || (this.lookedAt > 0 && now - this.lookedAt < LOOK_EVERY_MS)) return;
    this.lookedAt = now;
    this.registration.update().catch(() => {
      // No network after all; the browser itself looks at the next start.
    });
  }

  private async register(workers: ServiceWorkerContainer): Promise<void> {
    workers.addEventListener('controllerchange', () => {
      if (this.isAsked) this.parts.reload();
      else void this.compare(workers);
    });
    workers.addEventListener('message', ({ data }: MessageEvent<unknown>) => this.onMessage(data));
    try {
      this.registration = await workers.register('./sw.js');
    } catch {
      // A browser that refuses (private windows), or no network: the page is there all the same.
      return;
    }
    this.registration.addEventListener('updatefound', () => this.follow());
    this.follow();
    await this.compare(workers);
  }

  /** Waits for the one that is being fetched. */
  private follow(): void {
    const { registration } = this;
    const coming = registration?.waiting ?? registration?.installing ?? null;
    if (coming === null) return;
    const look = (): void => {
      // The first one of all is no news.
      if (coming.state === 'installed' && (registration?.active ?? null) !== null) this.newer.setState(true, true);
    };
    coming.addEventListener('statechange', look);
    look();
    // Browsers let the worker of before finish what it does: what comes of this is seen when the new one has taken over.
    if (coming.state === 'installed' && this.mayReload && this.parts.untouched()) coming.postMessage('take');
  }

  /** A worker that became active between two pages has given this one its predecessor's page. */
  private async compare(workers: ServiceWorkerContainer): Promise<void> {
    if (workers.controller === null) return;
    try {
      if ((await this.parts.fetchPage()).includes(this.parts.script)) return;
    } catch {
      // Without a network, and no longer kept: there is nothing newer to be had.
      return;
    }
    this.newer.setState(true, true);
    if (this.mayBegin()) this.parts.reload();
  }

  /** Nothing would be lost by beginning with the newer page: the user has only just come. */
  private mayBegin(): boolean {
    const { tab, script, untouched } = this.parts;
    if (!this.mayReload || !untouched() || tab.getItem(RENEWED) === script) return false;
    tab.setItem(RENEWED, script);
    return true;
  }

  private onMessage(data: unknown): void {
    const { kind, fragment } = (data ?? {}) as { readonly kind?: unknown; readonly fragment?: unknown };
    if (kind === 'open' && typeof fragment === 'string' && /^(#t\/\w+)?$/.test(fragment)) this.parts.open(fragment);
  }
}
