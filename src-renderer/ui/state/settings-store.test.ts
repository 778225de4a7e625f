import { expect, test } from 'vitest';
import { Emitter } from '../../../src-shared/base/emitter.ts';
import { ConnectionLost, type ConnectionState } from '../../../src-shared/client/connection-state.ts';
import type { HubLink } from '../../../src-shared/client/hub-client.ts';
import { patched } from '../../../src-shared/protocol/channels/settings/patch.ts';
import {
  defaultSettings,
  type Settings,
  type SettingsPatch,
} from '../../../src-shared/protocol/channels/settings/state.ts';
import type { ChannelAction } from '../../../src-shared/protocol/frames.ts';
import { SettingsStore } from './settings-store.ts';

/** A hub with settings at the other end of a line that the test holds in its hands. */
class HandHeldHub {
  settings: Settings = defaultSettings;
  seq = 0;
  /** Updates that wait for the test to answer them. */
  readonly asked: Array<{ readonly patch: SettingsPatch; answer(): void; refuse(error: Error): void }> = [];
  readonly actions = new Emitter<ChannelAction>();
  readonly states = new Emitter<ConnectionState>();
  state: ConnectionState = { kind: 'connecting', attempt: 1, lastHeard: null };

  readonly link: HubLink = (() => {
    const hub = this;
    const request = async (method: string, params: { readonly patch?: SettingsPatch }): Promise<unknown> => {
      if (hub.state.kind !== 'open') throw new ConnectionLost(method, false);
      if (method === 'hub.channel.subscribe') return { log: 'one', seq: hub.seq, snapshot: { settings: hub.settings } };
      if (method !== 'settings.values.update') return {};
      const patch = params.patch ?? {};
      return new Promise((resolve, reject) => {
        hub.asked.push({
          patch,
          answer: () => {
            hub.set(patched(hub.settings, patch));
            resolve({ settings: hub.settings });
          },
          refuse: reject,
        });
      });
    };
    return {
      get state() {
        return hub.state;
      },
      onState: hub.states.event,
      onAction: hub.actions.event,
      onBinary: new Emitter<never>().event,
      request: request as HubLink['request'],
      sendBinary: () => {},
    };
  })();

  /** Somebody has changed the settings, wherever. */
  set(settings: Settings): void {
    this.settings = settings;
    this.seq += 1;
    const action = { type: 'settings.values.changed', settings };
    this.actions.fire({ channel: 'settings', seq: this.seq, action } as unknown as ChannelAction);
  }

  become(state: ConnectionState): void {
    this.state = state;
    this.states.fire(state);
  }
}

const open = { kind: 'open', welcome: {} } as unknown as ConnectionState;

class MemoryStorage {
  readonly kept = new Map<string, string>();
  getItem(key: string): string | null {
    return this.kept.get(key) ?? null;
  }
  setItem(key: string, value: string): void {
    this.kept.set(key, value);
  }
}

async function connectedStore(hub: HandHeldHub, storage = new MemoryStorage()): Promise<SettingsStore> {
  hub.become(open);
  const store = new SettingsStore(hub.link, storage);
  await settled();
  return store;
}

/** Lets everything that waits for nothing but its turn have it. */
async function settled(): Promise<void> {
  for (let turn = 0; turn < 10; turn++) await Promise.resolve();
}

test('a change is seen at once and stays when the hub has kept it', async () => {
  const hub = new HandHeldHub();
  const store = await connectedStore(hub);
  const seen: number[] = [];
  store.values.subscribe(({ appearance }) => seen.push(appearance.fontSize));
  const changing = store.change({ appearance: { fontSize: 20 } });
  expect(store.values.getState().appearance.fontSize).toBe(20);
  hub.asked[0]?.answer();
  await changing;
  expect(store.values.getState().appearance.fontSize).toBe(20);
  // Never back and forth in between.
  expect(new Set(seen)).toEqual(new Set([20]));
});

test('a change that the hub refuses is taken back, and the others stay', async () => {
  const hub = new HandHeldHub();
  const store = await connectedStore(hub);
  const first = store.change({ appearance: { fontSize: 20 } });
  const second = store.change({ appearance: { theme: 'dark' } });
  hub.asked[0]?.refuse(new Error('The disk is full.'));
  await expect(first).rejects.toThrow('The disk is full.');
  expect(store.values.getState().appearance).toMatchObject({ fontSize: 13, theme: 'dark' });
  hub.asked[1]?.answer();
  await second;
  expect(store.values.getState().appearance).toMatchObject({ fontSize: 13, theme: 'dark' });
});

test('without a connection a change is refused in words and nothing is pretended', async () => {
  const hub = new HandHeldHub();
  const store = new SettingsStore(hub.link, new MemoryStorage());
  await expect(store.change({ appearance: { theme: 'dark' } })).rejects.toThrow(/no connection to the hub/);
  expect(store.values.getState()).toEqual(defaultSettings);
});

test('what another window has changed is seen here', async () => {
  const hub = new HandHeldHub();
  const store = await connectedStore(hub);
  hub.set(patched(defaultSettings, { appearance: { theme: 'light' } }));
  expect(store.values.getState().appearance.theme).toBe('light');
});

test('the next window begins with what this one knew last', async () => {
  const hub = new HandHeldHub();
  const storage = new MemoryStorage();
  hub.settings = patched(defaultSettings, { appearance: { theme: 'dark', fontSize: 18 } });
  await connectedStore(hub, storage);
  const next = new SettingsStore(new HandHeldHub().link, storage);
  expect(next.values.getState().appearance).toMatchObject({ theme: 'dark', fontSize: 18 });
});

test.each(['[', '"x"', '{"appearance":{"fontSize":900}}'])('a damaged record (%s) counts as none', (text) => {
  const storage = new MemoryStorage();
  storage.setItem('homeport.settings', text);
  expect(new SettingsStore(new HandHeldHub().link, storage).values.getState()).toEqual(defaultSettings);
});
