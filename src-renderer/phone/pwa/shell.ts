import { createStore, type StoreApi } from 'zustand/vanilla';

/** Asked of the hub no more often than this, ms: another shell comes with an update of the app on the computer. */
const LOOK_EVERY_MS = 60 * 60 * 1000;
/** A page that was there for less has nothing to lose by being loaded anew, ms. */
const START_MS = 3_000;

export interface ShellParts {
  /** Undefined where browsers have no workers: over plain http. */
  readonly workers: ServiceWorkerContainer | undefined;
  /** Monotonic ms since the page began. */
  readonly since: () => number;
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
  private taking = false;

  constructor(parts: ShellParts) {
    this.parts = parts;
  }

  /** `mayReload`: nothing stands in the page yet that would be lost. */
  start(mayReload: boolean): void {
    const { workers } = this.parts;
    if (workers !== undefined) this.registering = this.register(workers, mayReload);
  }

  private async register(workers: ServiceWorkerContainer, mayReload: boolean): Promise<void> {
    workers.addEventListener('controllerchange', () => {
      if (this.taking) this.parts.reload();
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
    if (this.registration.waiting !== null && mayReload && this.parts.since() < START_MS) this.take();
  }

  /** Where notifications are shown and subscribed to; undefined where there is no worker. */
  async ready(): Promise<ServiceWorkerRegistration | undefined> {
    await this.registering;
    return this.registration === undefined ? undefined : this.parts.workers?.ready;
  }

  /** The user's word: loads the newer one. */
  take(): void {
    this.taking = true;
    this.registration?.waiting?.postMessage('take');
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

  /** Waits for the one that is being fetched. */
  private follow(): void {
    const { registration } = this;
    const coming = registration?.waiting ?? registration?.installing;
    if ((coming ?? null) === null) return;
    const look = (): void => {
      // The first one of all is no news.
      if (coming?.state === 'installed' && (registration?.active ?? null) !== null) this.newer.setState(true, true);
    };
    coming?.addEventListener('statechange', look);
    look();
  }

  private onMessage(data: unknown): void {
    const { kind, fragment } = (data ?? {}) as { readonly kind?: unknown; readonly fragment?: unknown };
    if (kind === 'open' && typeof fragment === 'string' && /^(#t\/\w+)?$/.test(fragment)) this.parts.open(fragment);
  }
}
