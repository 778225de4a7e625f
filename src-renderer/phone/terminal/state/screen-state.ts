import type { Holds } from '../keys/sticky-modifiers.ts';

/** What lies over the terminal and wants an answer. */
export type SheetState =
  | { readonly kind: 'none' }
  | { readonly kind: 'menu' }
  /** Where the link leads, in full. */
  | { readonly kind: 'link'; readonly url: string }
  /** Several lines would run at once. */
  | {
      readonly kind: 'lines';
      readonly text: string;
      readonly lines: number;
      readonly answer: (meant: boolean) => void;
    }
  /** The page may not read the clipboard: the user pastes into a field. */
  | { readonly kind: 'paste' }
  | { readonly kind: 'keys' };

/** What components draw; terminals and channels have stores of their own. */
export interface ScreenState {
  readonly sheet: SheetState;
  readonly finding: boolean;
  readonly selecting: boolean;
  readonly keyboardUp: boolean;
  /** A keyboard that one can touch is in use: the key bar makes room. */
  readonly hardware: boolean;
  readonly holds: Holds;
  /** The newest line is in sight. */
  readonly live: boolean;
  /** Somebody else drives, or nobody: this screen shows a grid that is not its own. */
  readonly watching: boolean;
  readonly preedit: string;
  readonly notice: { readonly text: string; readonly count: number } | undefined;
}

export const initialScreenState: ScreenState = {
  sheet: { kind: 'none' },
  finding: false,
  selecting: false,
  keyboardUp: false,
  hardware: false,
  holds: { ctrl: 'off', alt: 'off', shift: 'off' },
  live: true,
  watching: false,
  preedit: '',
  notice: undefined,
};
