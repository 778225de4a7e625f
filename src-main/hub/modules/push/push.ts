import type { Notice } from '../../../../src-shared/attention/attention.ts';
import type { Clock } from '../../../../src-shared/base/clock.ts';
import { DisposableStore, toDisposable } from '../../../../src-shared/base/disposable.ts';
import type { Event } from '../../../../src-shared/base/emitter.ts';
import type { Log } from '../../../../src-shared/base/log.ts';
import type { PushMessage } from '../../../../src-shared/protocol/channels/push/message.ts';
import type { pushRequests } from '../../../../src-shared/protocol/channels/push/requests.ts';
import { ProtocolError } from '../../../../src-shared/protocol/errors.ts';
import type { Vault } from '../../secrets/vault.ts';
import type { RunningModule } from '../module.ts';
import { isWantedBy } from './device-quiet.ts';
import { GuardedAgent, isSomebodyElses, type MayReach } from './guarded-agent.ts';
import { News, type WatchedPresence, type WatchedTerminals } from './news.ts';
import { Outbox } from './outbox.ts';
import { payloadOf, TEST_MESSAGE, topicOf } from './payload.ts';
import { DEFAULT_WISHES, PushBook } from './push-book.ts';
import { PushFile } from './push-file.ts';
import { deliver, type Outcome } from './push-service.ts';
import { Slots } from './slots.ts';
import { faultOf, zoneFault } from './subscription.ts';
import { Telling } from './telling.ts';
import { Vapid } from './vapid-key.ts';

/** The devices of this hub. */
export interface KnownDevices {
  has(device: string): boolean;
  /** Whether it may see this terminal at this moment. */
  mayView(device: string, terminal: string): boolean;
  /** Fires with the id of a device that was revoked. */
  readonly onRemoved: Event<string>;
}

export interface PushNeeds {
  readonly vault: Pick<Vault, 'phase' | 'onChanged'>;
  /** Absolute; `push.json` in the data directory. */
  readonly file: string;
  readonly terminals: WatchedTerminals;
  readonly presence: WatchedPresence;
  readonly devices: KnownDevices;
  readonly troubles: { raise(id: string, text: string): void; withdraw(id: string): void };
  /** Whom push services may write to about this program: a `mailto:` or `https:` address. */
  readonly contact: string;
  readonly clock: Clock;
  readonly log: Log;
  /** In place of the public internet and the authorities that this machine trusts: the push service of a test. */
  readonly instead?: { readonly mayReach: MayReach; readonly ca: string };
}

/** At once, over all devices. */
const MOST_AT_ONCE = 8;
/** What a service that finds the whole too large should take. */
const SHORT_BYTES = 800;
const HOUR_S = 60 * 60;
const GONE = 'The browser has given its subscription up. Turn notifications on again on that device.';
const NO_KEY = 'Notifications are not possible while the hub’s secrets are not available.';

/** Web push: tells paired devices that are away of what happens in terminals. */
export function startPush(needs: PushNeeds): RunningModule<typeof pushRequests> {
  const { clock, log, devices } = needs;
  const owned = new DisposableStore();
  const mayReach = needs.instead?.mayReach ?? isSomebodyElses;
  const agent = new GuardedAgent(mayReach, needs.instead?.ca);
  owned.add(toDisposable(() => agent.destroy()));
  const file = new PushFile({ ...needs, now: () => clock.now() });
  const book = owned.add(new PushBook(file, clock, log));
  const vapid = owned.add(new Vapid(needs.vault, clock, log));
  const slots = new Slots(MOST_AT_ONCE);
  const outboxes = new Map<string, Outbox>();
  owned.add(
    toDisposable(() => {
      for (const outbox of outboxes.values()) outbox.dispose();
    }),
  );

  async function send(device: string, message: PushMessage, isShort: boolean): Promise<Outcome> {
    const { key } = vapid;
    const to = key && book.subscribed(device, key.publicKey);
    if (key === undefined || to === undefined) return { kind: 'refused', why: 'there is no subscription' };
    const outcome = await slots.run(() =>
      deliver({ agent, clock, contact: needs.contact }, to.subscription, key, {
        payload: isShort ? payloadOf(message, SHORT_BYTES) : payloadOf(message),
        ttlSeconds: message.tag === TEST_MESSAGE.tag ? 60 : 12 * HOUR_S,
        urgency: message.withdraw === true ? 'normal' : 'high',
        topic: topicOf(message.tag),
      }),
    );
    // It was turned off or taken over meanwhile: what came of the old one says nothing of the new.
    if (book.get(device)?.subscription?.endpoint !== to.subscription.endpoint) return { kind: 'accepted' };
    const { host } = new URL(to.subscription.endpoint);
    if (outcome.kind === 'accepted') log.debug('a notification went out', { device, host });
    else log.info('a notification did not go out', { device, host, outcome: outcome.kind, reason: whyOf(outcome) });
    return outcome;
  }

  function forget(device: string): void {
    outboxes.get(device)?.dispose();
    outboxes.delete(device);
    telling.forget(device);
  }

  function outboxOf(device: string): Outbox {
    const known = outboxes.get(device);
    if (known !== undefined) return known;
    const outbox = new Outbox(
      (message, isShort) => send(device, message, isShort),
      {
        accepted: () => book.worked(device),
        gone: () => {
          book.dropSubscription(device, GONE);
          forget(device);
        },
        failed: (why) => {
          if (book.failed(device, why)) forget(device);
        },
      },
      clock,
    );
    outboxes.set(device, outbox);
    return outbox;
  }

  function wanting(notice: Notice): string[] {
    const key = vapid.key?.publicKey;
    if (key === undefined) return [];
    return book.devices.filter((device) => {
      const to = book.subscribed(device, key);
      if (to === undefined || !isWantedBy(to.wishes, notice.badge, clock.now())) return false;
      return devices.mayView(device, notice.terminal.id);
    });
  }

  const news = owned.add(new News(needs.terminals, needs.presence));
  const telling: Telling = owned.add(
    new Telling(
      news,
      {
        wanting,
        put: (device, message) => outboxOf(device).put(message),
        withdraw: (device, message) => outboxes.get(device)?.withdraw(message),
      },
      clock,
    ),
  );
  const remove = (device: string): void => {
    book.remove(device);
    forget(device);
  };
  // Revoked while the hub was not there to hear of it.
  for (const device of book.devices) if (!devices.has(device)) remove(device);
  owned.add(devices.onRemoved(remove));

  return {
    handlers: {
      'notifications.read': (_params, { device }) => {
        const key = vapid.key?.publicKey ?? null;
        const entry = book.get(device.id);
        return {
          key,
          registered: key !== null && book.subscribed(device.id, key) !== undefined,
          wishes: entry?.wishes ?? DEFAULT_WISHES,
          trouble: entry?.trouble ?? null,
        };
      },
      'notifications.register': ({ subscription, wishes }, { device }) => {
        const key = vapid.key?.publicKey;
        const fault = zoneFault(wishes) ?? (subscription === null ? undefined : faultOf(subscription, mayReach));
        if (fault !== undefined) throw new ProtocolError('invalidParams', fault);
        if (subscription !== null && key === undefined) throw new ProtocolError('storeUnavailable', NO_KEY);
        const before = book.get(device.id)?.subscription?.endpoint;
        book.set(device.id, { subscription, wishes, key: key ?? '' });
        if (before !== subscription?.endpoint) forget(device.id);
        return {};
      },
      'notifications.send': async (_params, { device }) => {
        const key = vapid.key?.publicKey;
        if (key === undefined) throw new ProtocolError('storeUnavailable', NO_KEY);
        if (book.subscribed(device.id, key) === undefined) {
          throw new ProtocolError('notFound', 'This device has not turned notifications on.');
        }
        const outcome = await send(device.id, TEST_MESSAGE, false);
        if (outcome.kind === 'accepted') {
          book.worked(device.id);
          return {};
        }
        if (outcome.kind === 'gone') {
          book.dropSubscription(device.id, GONE);
          forget(device.id);
          throw new ProtocolError('notFound', GONE);
        }
        const error = outcome.kind === 'later' ? 'internal' : 'notFound';
        throw new ProtocolError(error, `The notification did not go out: ${whyOf(outcome)}.`);
      },
    },
    dispose: () => owned.dispose(),
  };
}

function whyOf(outcome: Exclude<Outcome, { readonly kind: 'accepted' }>): string {
  switch (outcome.kind) {
    case 'gone':
      return 'the subscription is gone';
    case 'tooLarge':
      return 'the push service finds it too large';
    default:
      return outcome.why;
  }
}
