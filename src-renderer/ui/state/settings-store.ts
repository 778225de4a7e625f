import { createStore, type StoreApi } from 'zustand/vanilla';
import type { Disposable } from '../../../src-shared/base/disposable.ts';
import { ChannelMirror } from '../../../src-shared/client/channel-mirror.ts';
import { ConnectionLost } from '../../../src-shared/client/connection-state.ts';
import type { HubLink } from '../../../src-shared/client/hub-client.ts';
import { settingsChannel } from '../../../src-shared/protocol/channel.ts';
import { patched } from '../../../src-shared/protocol/channels/settings/patch.ts';
import {
  defaultSettings,
  type Settings,
  type SettingsPatch,
  settingsSchema,
} from '../../../src-shared/protocol/channels/settings/state.ts';

/** Where the last known settings are kept for the next first paint; `public/first-theme.js` reads it too. */
const KEPT = 'homeport.settings';

/**
 * The hub's settings as this window draws them: what the hub has, with the changes on top that are on their way to it.
 * Before the first word of the hub they are those that this browser saw last.
 */
export class SettingsStore implements Disposable {
  readonly values: StoreApi<Settings>;
  private readonly link: HubLink;
  private readonly storage: Pick<Storage, 'getItem' | 'setItem'>;
  private readonly mirror: ChannelMirror<{ readonly settings: Settings }, { readonly settings: Settings }>;
  private known: Settings;
  /** In the order in which they were made. */
  private readonly underWay = new Set<SettingsPatch>();

  constructor(link: HubLink, storage: Pick<Storage, 'getItem' | 'setItem'>) {
    this.link = link;
    this.storage = storage;
    this.known = parseKept(storage.getItem(KEPT));
    this.values = createStore<Settings>(() => this.known);
    this.mirror = new ChannelMirror(link, settingsChannel);
    this.mirror.onChange(({ settings }) => this.learn(settings));
  }

  /** Shows the change at once and has it kept; rejects with a sentence, and takes it back, when it was not. */
  async change(patch: SettingsPatch): Promise<void> {
    this.underWay.add(patch);
    this.draw();
    try {
      const { settings } = await this.link.request('settings.values.update', { patch });
      this.underWay.delete(patch);
      this.learn(settings);
    } catch (thrown) {
      this.underWay.delete(patch);
      this.draw();
      throw inWords(thrown);
    }
  }

  /** Puts every setting back to its default. */
  async reset(): Promise<void> {
    try {
      this.learn((await this.link.request('settings.values.reset', {})).settings);
    } catch (thrown) {
      throw inWords(thrown);
    }
  }

  dispose(): void {
    this.mirror.dispose();
  }

  private learn(settings: Settings): void {
    this.known = settings;
    this.draw();
    try {
      this.storage.setItem(KEPT, JSON.stringify(settings));
    } catch {
      // Storage full or forbidden: only the next first paint is drawn with older settings.
    }
  }

  private draw(): void {
    this.values.setState([...this.underWay].reduce(patched, this.known), true);
  }
}

function inWords(thrown: unknown): Error {
  if (thrown instanceof ConnectionLost) {
    return new Error(
      thrown.sent
        ? 'The connection to the hub was lost. Look at the value again when it is back.'
        : 'There is no connection to the hub, so this was not kept. Try again when it is back.',
      { cause: thrown },
    );
  }
  return thrown instanceof Error ? thrown : new Error(String(thrown));
}

function parseKept(text: string | null): Settings {
  try {
    const parsed = settingsSchema.safeParse(JSON.parse(text ?? '{}'));
    if (parsed.success) return parsed.data;
  } catch {
    // A damaged record is as good as none: the defaults stand until the hub has spoken.
  }
  return defaultSettings;
}
