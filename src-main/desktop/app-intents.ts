import type { Log } from '../../src-shared/base/log.ts';
import type { HubClient } from '../../src-shared/client/hub-client.ts';
import type { Quit } from './quit.ts';
import type { Intents } from './shell.ts';
import type { Windows } from './windows/windows.ts';

export interface AppIntentParts {
  readonly windows: Windows;
  readonly client: HubClient;
  readonly quit: Pick<Quit, 'request'>;
  /** Says a sentence to the user. */
  readonly tell: (sentence: string) => void;
  readonly log: Log;
}

/** What tray, menus, notifications and links ask for, carried out. */
export function appIntents({ windows, client, quit, tell, log }: AppIntentParts): Intents {
  return {
    showWindow: () => windows.show(),
    openTerminal: (terminal) => windows.ask({ kind: 'terminal', terminal }),
    newTerminal: () => windows.ask({ kind: 'command', id: 'terminal.new' }),
    openSettings: (section) => windows.showSettings(section),
    changeSettings: (patch) => {
      client.request('settings.values.update', { patch }).catch((error: unknown) => {
        log.warn('a setting could not be changed', { error: String(error) });
        tell(error instanceof Error ? error.message : 'The setting could not be changed.');
      });
    },
    quit: () => quit.request(),
  };
}
