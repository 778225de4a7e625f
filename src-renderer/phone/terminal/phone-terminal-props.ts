import type { StoreApi } from 'zustand/vanilla';
import type { Clock } from '../../../src-shared/base/clock.ts';
import type { RandomBytes } from '../../../src-shared/base/ids.ts';
import type { InputLog } from '../../../src-shared/client/input-log.ts';
import type { Settings } from '../../../src-shared/protocol/channels/settings/state.ts';
import type { HubSession } from '../../ui/state/hub-session.ts';
import type { StyledLine } from '../../ui/terminal/styled-lines.ts';

/**
 * What the terminal's screen needs of the page around it. It lies over the whole page (`position: fixed`), says itself
 * to the hub which terminal is looked at, and ends everything it began when it is taken off.
 *
 * The page's `viewport` must say `viewport-fit=cover, interactive-widget=resizes-visual`: the screen
 * makes room for notch and soft keyboard itself. The module is meant for `React.lazy`, since xterm comes with it:
 * `lazy(async () => ({ default: (await import('./terminal/phone-terminal.tsx')).PhoneTerminal }))`.
 */
export interface PhoneTerminalProps {
  /** The page's one session with its hub; its own `start()` and `dispose()` are the page's. */
  readonly session: Pick<HubSession, 'client' | 'attachments' | 'terminals' | 'connection'>;
  /** Which terminal. Another id is another screen: give the element `key={id}`. */
  readonly id: string;
  /** The hub's settings as the page mirrors them: theme, font, scrollback, asking before pastes. */
  readonly settings: StoreApi<Settings>;
  /** The user leaves the screen. */
  readonly onBack: () => void;
  readonly clock: Clock;
  /** For the numbers under which input is sent. */
  readonly random: RandomBytes;
  /** Whether this device may type here, where the page knows it better than the rights in the welcome: by a grant. */
  readonly mayType?: boolean;
  /** What is typed into this terminal, where the page keeps it beyond the screen. */
  readonly input?: InputLog;
  /** Told now and then what the screen shows, when that has changed, and at the end. */
  readonly onPicture?: (cols: number, picture: ReadonlyArray<StyledLine>) => void;
  /** Where this device keeps its font size, key bar, snippets and way of typing; `localStorage` in a browser. */
  readonly storage: Pick<Storage, 'getItem' | 'setItem'>;
}
