import { createStore, type StoreApi } from 'zustand/vanilla';
import type { Clock } from '../../../src-shared/base/clock.ts';
import { type Disposable, MutableDisposable, toDisposable } from '../../../src-shared/base/disposable.ts';
import type { HubLink } from '../../../src-shared/client/hub-client.ts';
import type { PushWishes } from '../../../src-shared/protocol/channels/push/requests.ts';
import type { HubSession } from '../../ui/state/hub-session.ts';
import type { BrowserSubscription, PushBrowser, PushObstacle } from './push-browser.ts';

/** A push service that has not answered by then does not (ms). */
const PATIENCE_MS = 20_000;
/** A message to oneself takes a second or two; after this it is said that it has not come. */
const ARRIVES_MS = 15_000;
const LOOK_MS = 500;
/** Where it is noted that this phone wants notifications, and to which address the hub sends them. */
const NOTE = 'homeport.phone.push';
const TEST_TAG = 'test';

/**
 * How this phone stands to notifications. `away`: there is no line to ask by. `locked`: the hub's secrets are not
 * available. `absent`: a hub that knows of none. `denied`: the user has told the browser no.
 */
export type PushStanding =
  | { readonly kind: 'looking' | 'away' | 'locked' | 'absent' | 'denied' | PushObstacle }
  | {
      readonly kind: 'ready';
      readonly on: boolean;
      readonly wishes: PushWishes;
      /** What is wrong, in words; null for nothing. */
      readonly trouble: string | null;
      /** Something is under way. */
      readonly busy: boolean;
    };

/** What became of the message to oneself. */
export type PushTest =
  | { readonly kind: 'none' | 'sending' | 'sent' | 'arrived' | 'missing' }
  | { readonly kind: 'failed'; readonly sentence: string };

export interface PushDeskParts {
  readonly browser: PushBrowser;
  readonly clock: Clock;
  readonly storage: Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;
}

/** Turns notifications on and off on this phone, and keeps hub and browser of one mind about them. */
export class PushDesk {
  readonly standing: StoreApi<PushStanding> = createStore<PushStanding>(() => ({ kind: 'looking' }));
  readonly test: StoreApi<PushTest> = createStore<PushTest>(() => ({ kind: 'none' }));
  private readonly parts: PushDeskParts;
  private readonly following = new MutableDisposable<Disposable>();
  private readonly waiting = new MutableDisposable<Disposable>();
  private link: HubLink | undefined;
  /** The hub's public key; null while it has none to give. */
  private key: string | null = null;

  constructor(parts: PushDeskParts) {
    this.parts = parts;
  }

  /** The time zone in which quiet hours are meant. */
  get zone(): string {
    return this.parts.browser.zone;
  }

  /** From now on with this session's hub. */
  follow({ client, connection }: Pick<HubSession, 'client' | 'connection'>): void {
    this.link = client;
    const look = (): void => void this.look();
    this.following.value = toDisposable(connection.subscribe(look));
    look();
  }

  /** This phone is nobody any more: nothing shall come, and what was shown goes. */
  async leave(): Promise<void> {
    this.following.value = undefined;
    this.waiting.value = undefined;
    this.link = undefined;
    const { storage, browser } = this.parts;
    storage.removeItem(NOTE);
    this.become({ kind: 'looking' });
    if (browser.obstacle !== undefined) return;
    try {
      await (await browser.subscription())?.unsubscribe();
      await browser.takeAway();
    } catch {
      // The push service tells the hub itself that there is nobody, with the next message.
    }
  }

  /** The user looks at this terminal now: what was told of it is seen to. */
  seen(terminal: string): void {
    if (this.parts.browser.obstacle === undefined) this.parts.browser.takeAway(terminal).catch(() => {});
  }

  /** Within a tap: the browser asks its user only then. */
  async turnOn(): Promise<void> {
    const { browser } = this.parts;
    if (browser.permission === 'default' && (await browser.ask()) === 'default') return;
    await this.work('Notifications could not be turned on', async (wishes) => {
      if (browser.permission !== 'granted') return;
      this.note('');
      await this.subscribe(wishes, true);
    });
  }

  turnOff(): Promise<void> {
    return this.work('Notifications could not be turned off', async (wishes) => {
      this.parts.storage.removeItem(NOTE);
      await this.ask('notifications.register', { subscription: null, wishes });
      await (await this.parts.browser.subscription())?.unsubscribe();
    });
  }

  wish(change: Partial<PushWishes>): Promise<void> {
    return this.work('This was not kept', async (before, on) => {
      const subscription = on ? ((await this.parts.browser.subscription())?.info ?? null) : null;
      await this.ask('notifications.register', { subscription, wishes: { ...before, ...change } });
    });
  }

  /** Has the hub send a message to this very phone, and looks whether it comes. */
  async sendOne(): Promise<void> {
    const { browser, clock } = this.parts;
    this.test.setState({ kind: 'sending' }, true);
    try {
      await browser.takeAway(TEST_TAG);
      await this.ask('notifications.send', {});
    } catch (thrown) {
      this.test.setState({ kind: 'failed', sentence: sentenceOf(thrown) }, true);
      void this.look();
      return;
    }
    this.test.setState({ kind: 'sent' }, true);
    const until = clock.monotonic() + ARRIVES_MS;
    this.waiting.value = clock.every(LOOK_MS, () => void this.lookForTest(until));
  }

  private async lookForTest(until: number): Promise<void> {
    const { browser, clock } = this.parts;
    const came = (await browser.shown()).includes(TEST_TAG);
    if (!came && clock.monotonic() < until) return;
    this.waiting.value = undefined;
    if (this.test.getState().kind === 'sent') this.test.setState({ kind: came ? 'arrived' : 'missing' }, true);
  }

  /** Asks hub and browser how it is, and puts right what only they have changed. */
  private async look(): Promise<void> {
    const { browser, storage } = this.parts;
    const { link } = this;
    if (link === undefined) return;
    if (browser.obstacle !== undefined) return this.become({ kind: browser.obstacle });
    if (link.state.kind !== 'open') return this.become({ kind: 'away' });
    if (link.state.welcome.services['notifications'] === undefined) return this.become({ kind: 'absent' });
    try {
      const { key, registered, wishes, trouble } = await link.request('notifications.read', {});
      if (link !== this.link) return;
      this.key = key;
      if (key === null) return this.become({ kind: 'locked' });
      if (browser.permission === 'denied') return this.become({ kind: 'denied' });
      const wanted = storage.getItem(NOTE) !== null;
      const on = wanted && registered;
      this.become({ kind: 'ready', on, wishes, trouble: wanted || !registered ? trouble : null, busy: false });
      if (wanted) await this.mend(registered, wishes);
    } catch {
      // The line went down in this moment; the next open one asks again.
    }
  }

  /** The browser has another subscription, or none, or one for another key; or the hub has given it up. */
  private async mend(registered: boolean, wishes: PushWishes): Promise<void> {
    const { browser, storage } = this.parts;
    if (browser.permission !== 'granted') return;
    const found = await browser.subscription();
    const isWhole = registered && found !== undefined && found.key === this.key;
    const moved = wishes.quiet !== null && wishes.quiet.zone !== browser.zone;
    if (isWhole && found.info.endpoint === storage.getItem(NOTE) && !moved) return;
    const here =
      moved && wishes.quiet !== null ? { ...wishes, quiet: { ...wishes.quiet, zone: browser.zone } } : wishes;
    await this.work('Notifications have stopped', () => this.subscribe(here, !isWhole));
  }

  /** Tells the hub of a subscription for its key; `anew`: what there is does not work any more. */
  private async subscribe(wishes: PushWishes, anew: boolean): Promise<void> {
    const { browser } = this.parts;
    const { key } = this;
    if (key === null) return;
    const found = await browser.subscription();
    // One for another key is in the way of any other.
    if (found !== undefined && (anew || found.key !== key)) await found.unsubscribe();
    const subscription = found !== undefined && !anew && found.key === key ? found : await this.inTime(key);
    await this.ask('notifications.register', { subscription: subscription.info, wishes });
    this.note(subscription.info.endpoint);
  }

  private inTime(key: string): Promise<BrowserSubscription> {
    const { browser, clock } = this.parts;
    return new Promise((resolve, reject) => {
      const late = clock.after(PATIENCE_MS, () =>
        reject(new Error('the browser’s push service does not answer. Try again later.')),
      );
      browser
        .subscribe(key)
        .then(resolve, reject)
        .finally(() => late.dispose());
    });
  }

  /** Does something to the subscription, then says how it is. */
  private async work(failing: string, act: (wishes: PushWishes, on: boolean) => Promise<void>): Promise<void> {
    const before = this.standing.getState();
    if (before.kind !== 'ready') return;
    this.become({ ...before, busy: true });
    try {
      await act(before.wishes, before.on);
    } catch (thrown) {
      this.become({ ...before, busy: false, trouble: `${failing}: ${sentenceOf(thrown)}` });
      return;
    }
    await this.tellHowItIs();
  }

  private async tellHowItIs(): Promise<void> {
    const { browser, storage } = this.parts;
    if (browser.permission === 'denied') return this.become({ kind: 'denied' });
    const { registered, wishes, trouble } = await this.ask('notifications.read', {});
    this.become({ kind: 'ready', on: registered && storage.getItem(NOTE) !== null, wishes, trouble, busy: false });
  }

  private ask: HubLink['request'] = (method, params) => {
    if (this.link === undefined) throw new Error('There is no connection to the computer.');
    return this.link.request(method, params);
  };

  private note(endpoint: string): void {
    try {
      this.parts.storage.setItem(NOTE, endpoint);
    } catch {
      // Storage full or forbidden: notifications come, and are not mended by themselves.
    }
  }

  private become(standing: PushStanding): void {
    this.standing.setState(standing, true);
  }
}

function sentenceOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}
