import { isDeepStrictEqual } from 'node:util';
import { Emitter } from '../../../src-shared/base/emitter.ts';
import type { SettingsAction } from '../../../src-shared/protocol/channels/settings/actions.ts';
import { patched } from '../../../src-shared/protocol/channels/settings/patch.ts';
import type { settingsRequests } from '../../../src-shared/protocol/channels/settings/requests.ts';
import {
  defaultSettings,
  type Settings,
  type SettingsPatch,
  type SettingsState,
} from '../../../src-shared/protocol/channels/settings/state.ts';
import type { Handlers } from '../../../src-shared/protocol/request.ts';
import type { Caller } from '../caller.ts';
import type { SettingsFile } from './settings-file.ts';

/** What the user has set: the file, the channel, and the requests that change both. */
export class HubSettings {
  private readonly file: Pick<SettingsFile, 'read' | 'write'>;
  private readonly channel: { readonly state: SettingsState; apply(action: SettingsAction): void };
  private readonly changed = new Emitter<Settings>();

  /** Fires when they are on the disk and in the channel. */
  readonly onChanged = this.changed.event;

  constructor(
    file: Pick<SettingsFile, 'read' | 'write'>,
    channel: { readonly state: SettingsState; apply(action: SettingsAction): void },
  ) {
    this.file = file;
    this.channel = channel;
    channel.apply({ type: 'settings.values.changed', settings: file.read() });
  }

  get values(): Settings {
    return this.channel.state.settings;
  }

  /** First on the disk, then for everybody: a refusal has changed nothing. */
  update(patch: SettingsPatch): Settings {
    return this.become(patched(this.values, patch));
  }

  reset(): Settings {
    return this.become(defaultSettings);
  }

  readonly handlers: Handlers<typeof settingsRequests, Caller> = {
    'settings.values.read': () => ({ settings: this.values }),
    'settings.values.update': ({ patch }) => ({ settings: this.update(patch) }),
    'settings.values.reset': () => ({ settings: this.reset() }),
  };

  private become(next: Settings): Settings {
    this.file.write(next);
    if (!isDeepStrictEqual(next, this.values)) {
      this.channel.apply({ type: 'settings.values.changed', settings: next });
      this.changed.fire(next);
    }
    return next;
  }
}
