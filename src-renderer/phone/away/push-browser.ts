import type { PushSubscriptionInfo } from '../../../src-shared/protocol/channels/push/requests.ts';

/**
 * Why this browser shows no notifications of ours. `plain`: the page came over http. `home-screen`: it does once the page
 * is installed. `unsupported`: it has none.
 */
export type PushObstacle = 'plain' | 'home-screen' | 'unsupported';

export interface BrowserSubscription {
  /** The hub's public key that it was made for, base64url. */
  readonly key: string;
  readonly info: PushSubscriptionInfo;
  unsubscribe(): Promise<void>;
}

/** What a browser has of notifications; {@link RealPushBrowser} is one. */
export interface PushBrowser {
  readonly obstacle: PushObstacle | undefined;
  readonly permission: NotificationPermission;
  /** The time zone of the device, such as `Europe/Berlin`. */
  readonly zone: string;
  /** Asks the user; only ever within a tap of theirs. */
  ask(): Promise<NotificationPermission>;
  subscription(): Promise<BrowserSubscription | undefined>;
  /** May stay pending for ever: some push services do not answer. */
  subscribe(key: string): Promise<BrowserSubscription>;
  /** Tags of what is shown now. */
  shown(): Promise<ReadonlyArray<string>>;
  /** Takes away what is shown with this tag; without one everything. */
  takeAway(tag?: string): Promise<void>;
}

interface Surroundings {
  readonly isSecure: boolean;
  /** As an app of its own, from the home screen. */
  readonly isInstalled: boolean;
  readonly isApple: boolean;
  readonly registration: () => Promise<ServiceWorkerRegistration | undefined>;
}

export class RealPushBrowser implements PushBrowser {
  private readonly around: Surroundings;

  constructor(around: Surroundings) {
    this.around = around;
  }

  get obstacle(): PushObstacle | undefined {
    const { isSecure, isInstalled, isApple } = this.around;
    if (!isSecure) return 'plain';
    if ('Notification' in window && 'PushManager' in window) return undefined;
    return isApple && !isInstalled ? 'home-screen' : 'unsupported';
  }

  get permission(): NotificationPermission {
    return Notification.permission;
  }

  get zone(): string {
    return new Intl.DateTimeFormat().resolvedOptions().timeZone;
  }

  ask(): Promise<NotificationPermission> {
    return Notification.requestPermission();
  }

  async subscription(): Promise<BrowserSubscription | undefined> {
    const found = await (await this.around.registration())?.pushManager.getSubscription();
    return (found ?? null) === null ? undefined : toSubscription(found as PushSubscription);
  }

  async subscribe(key: string): Promise<BrowserSubscription> {
    const registration = await this.around.registration();
    if (registration === undefined) throw new Error('The browser has not kept the page. Load it anew and try again.');
    return toSubscription(
      await registration.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: key }),
    );
  }

  async shown(): Promise<ReadonlyArray<string>> {
    return ((await (await this.around.registration())?.getNotifications()) ?? []).map(({ tag }) => tag);
  }

  async takeAway(tag?: string): Promise<void> {
    const registration = await this.around.registration();
    const all = (await registration?.getNotifications()) ?? [];
    const taken = all.filter((each) => tag === undefined || each.tag === tag);
    for (const each of taken) each.close();
    const { setAppBadge } = navigator as Partial<Pick<Navigator, 'setAppBadge'>>;
    await setAppBadge?.call(navigator, all.length - taken.length).catch(() => {
      // Only installed pages have an icon with a number.
    });
  }
}

function toSubscription(subscription: PushSubscription): BrowserSubscription {
  const { endpoint, keys } = subscription.toJSON();
  return {
    key: base64url(subscription.options.applicationServerKey),
    info: { endpoint: endpoint ?? '', p256dh: keys?.['p256dh'] ?? '', auth: keys?.['auth'] ?? '' },
    unsubscribe: async () => void (await subscription.unsubscribe()),
  };
}

function base64url(bytes: ArrayBuffer | null): string {
  const text = String.fromCharCode(...new Uint8Array(bytes ?? new ArrayBuffer(0)));
  return btoa(text).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');
}
