import { afterEach, beforeEach, expect, test } from 'vitest';
import { createStore } from 'zustand/vanilla';
import { type PushWorld, startPushWorld } from '../../../src-main/hub/modules/push/testing/push-world.ts';
import { ManualClock } from '../../../src-main/hub/testing/manual-clock.ts';
import { temporaryDirectory } from '../../../src-main/hub/testing/test-store.ts';
import { until } from '../../../src-main/hub/testing/until.ts';
import type { ConnectionState } from '../../../src-shared/client/connection-state.ts';
import type { HubClient } from '../../../src-shared/client/hub-client.ts';
import type { HubSession } from '../../ui/state/hub-session.ts';
import type { BrowserSubscription, PushBrowser } from './push-browser.ts';
import { PushDesk } from './push-desk.ts';

const DEVICE = 'd_phone';
const OPEN = { kind: 'open', welcome: { services: { notifications: ['read'] } } } as unknown as ConnectionState;

let directory: ReturnType<typeof temporaryDirectory>;
let hub: PushWorld;
beforeEach(async () => {
  directory = temporaryDirectory();
  hub = await startPushWorld({ dataDir: `${directory.path}/data` });
  await until('the vault is open', () => hub.vault.phase.kind === 'open');
});
afterEach(async () => {
  await hub.stop();
  directory.dispose();
});

/** A browser whose push service is the hub's test endpoint, and whose user answers as `says`. */
class PaperBrowser implements PushBrowser {
  obstacle: PushBrowser['obstacle'];
  permission: NotificationPermission = 'default';
  zone = 'Europe/Berlin';
  says: NotificationPermission = 'granted';
  answers = true;
  asked = 0;
  made = 0;
  current: BrowserSubscription | undefined;
  tags: string[] = [];

  async ask(): Promise<NotificationPermission> {
    this.asked += 1;
    this.permission = this.says;
    return this.says;
  }

  async subscription(): Promise<BrowserSubscription | undefined> {
    return this.current;
  }

  subscribe(key: string): Promise<BrowserSubscription> {
    if (!this.answers) return new Promise(() => {});
    const name = `phone-${++this.made}`;
    const info = hub.service.subscribe(name, key);
    const unsubscribe = async (): Promise<void> => {
      hub.service.unsubscribe(name);
      if (this.current?.info === info) this.current = undefined;
    };
    this.current = { key, info, unsubscribe };
    return Promise.resolve(this.current);
  }

  get held(): BrowserSubscription {
    if (this.current === undefined) throw new Error('there is no subscription');
    return this.current;
  }

  async shown(): Promise<ReadonlyArray<string>> {
    return this.tags;
  }

  async takeAway(tag?: string): Promise<void> {
    this.tags = tag === undefined ? [] : this.tags.filter((each) => each !== tag);
  }
}

/** A page on a phone with this browser, connected to the real module. */
function page(browser = new PaperBrowser(), kept = new Map<string, string>()) {
  const clock = new ManualClock();
  const storage = {
    getItem: (name: string) => kept.get(name) ?? null,
    setItem: (name: string, value: string) => void kept.set(name, value),
    removeItem: (name: string) => void kept.delete(name),
  };
  const connection = createStore<ConnectionState>(() => OPEN);
  const handlers = hub.push.handlers as unknown as Record<
    string,
    (params: unknown, caller: unknown) => Promise<unknown>
  >;
  const client = {
    get state() {
      return connection.getState();
    },
    request: async (method: string, params: unknown) => handlers[method]?.(params, { device: { id: DEVICE } }),
  } as unknown as HubClient;
  const desk = new PushDesk({ browser, clock, storage });
  desk.follow({ client, connection } as Pick<HubSession, 'client' | 'connection'>);
  const kind = (): string => desk.standing.getState().kind;
  const ready = () => {
    const standing = desk.standing.getState();
    if (standing.kind !== 'ready') throw new Error(`it is ${standing.kind}`);
    return standing;
  };
  const settled = (): Promise<void> => until('it is known how it is', () => kind() !== 'looking');
  return { browser, clock, kept, desk, connection, kind, ready, settled };
}

const registered = async (): Promise<boolean> => (await hub.read(DEVICE)).registered;

test('one tap asks, subscribes for the hub’s key and registers; a message to oneself says whether it came', async () => {
  const { browser, desk, settled, ready, clock } = page();
  await settled();
  expect([ready().on, browser.asked]).toEqual([false, 0]);
  await desk.turnOn();
  expect([ready().on, browser.asked, await registered()]).toEqual([true, 1, true]);
  await desk.sendOne();
  expect(hub.service.received.map(({ message }) => message.tag)).toEqual(['test']);
  expect(desk.test.getState().kind).toBe('sent');
  browser.tags = ['test'];
  clock.advance(500);
  await until('it is seen', () => desk.test.getState().kind === 'arrived');
  await desk.sendOne();
  clock.advance(15_000);
  await until('it is missed', () => desk.test.getState().kind === 'missing');
  hub.service.program('phone-1', { status: 410 });
  await desk.sendOne();
  expect(desk.test.getState()).toMatchObject({ kind: 'failed' });
});

test('wishes and quiet hours are the hub’s to keep; turned off, hub and browser know of nothing', async () => {
  const { browser, desk, settled, ready } = page();
  await settled();
  await desk.turnOn();
  await desk.wish({ bell: false, quiet: { from: 1320, until: 420, zone: desk.zone } });
  expect((await hub.read(DEVICE)).wishes).toMatchObject({ bell: false, quiet: { zone: 'Europe/Berlin' } });
  await desk.turnOff();
  expect([ready().on, await registered(), browser.current]).toEqual([false, false, undefined]);
  expect(ready().wishes.bell).toBe(false);
});

test('a no of the user, a browser that does not answer, and a hub without a key are told', async () => {
  const first = page();
  first.browser.says = 'denied';
  await first.settled();
  await first.desk.turnOn();
  expect(first.kind()).toBe('denied');
  const second = page();
  second.browser.answers = false;
  await second.settled();
  const turning = second.desk.turnOn();
  await until('it has asked', () => second.browser.permission === 'granted' && second.clock.pending > 0);
  second.clock.advance(20_000);
  await turning;
  expect(second.ready()).toMatchObject({ on: false, busy: false });
  expect(second.ready().trouble).toContain('does not answer');
  for (const obstacle of ['plain', 'home-screen', 'unsupported'] as const) {
    const browser = new PaperBrowser();
    browser.obstacle = obstacle;
    const { settled, kind } = page(browser);
    await settled();
    expect(kind()).toBe(obstacle);
  }
});

test('what the browser or the hub has lost is put right when the hub is reached, and the travelling clock with it', async () => {
  const { browser, desk, settled, kept } = page();
  await settled();
  await desk.turnOn();
  await desk.wish({ quiet: { from: 0, until: 60, zone: desk.zone } });
  const isMended = async (): Promise<boolean> =>
    (await registered()) && browser.current?.info.endpoint === kept.get('homeport.phone.push');
  const mended = (made: number) => expect.poll(async () => [await isMended(), browser.made]).toEqual([true, made]);
  // The browser has lost it.
  browser.current = undefined;
  browser.zone = 'Asia/Tokyo';
  page(browser, kept);
  await mended(2);
  expect((await hub.read(DEVICE)).wishes.quiet?.zone).toBe('Asia/Tokyo');
  // The worker has subscribed anew: the hub is told of that one.
  await browser.subscribe(browser.held.key);
  page(browser, kept);
  await mended(3);
  // The hub has given it up.
  await hub.register(DEVICE, null);
  page(browser, kept);
  await mended(4);
  // It was for another key.
  const { info, unsubscribe } = browser.held;
  browser.current = { key: 'another', info, unsubscribe };
  page(browser, kept);
  await mended(5);
});

test('a phone that forgets the hub is subscribed to nothing, and shows nothing', async () => {
  const { browser, desk, settled, kept } = page();
  await settled();
  await desk.turnOn();
  browser.tags = ['t_0001'];
  await desk.leave();
  expect([browser.current, browser.tags, kept.size]).toEqual([undefined, [], 0]);
});
