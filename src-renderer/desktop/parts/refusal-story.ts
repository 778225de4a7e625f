import { KeyRound, Link2Off, type LucideIcon, RefreshCw, ShieldAlert } from 'lucide-react';
import type { ProtocolError } from '../../../src-shared/protocol/errors.ts';

/** Why the hub did not let a window in, and what somebody who sits in front of it can do. */
export interface RefusalStory {
  readonly icon: LucideIcon;
  readonly title: string;
  readonly text: string;
  /** To be typed on the computer that runs Homeport. */
  readonly command?: string;
  readonly after?: string;
  /** What most likely helps, besides asking once more. */
  readonly remedy: 'reload' | 'restart';
}

const LINK = 'npx homeport link';
const OPEN_IT = 'Then open the address it prints in this browser.';

/** In a browser, which a person has let in by a link. */
export function browserStory(error: ProtocolError): RefusalStory {
  switch (error.error) {
    case 'linkSpent':
      return {
        icon: Link2Off,
        title: 'This link has been used',
        text: 'A link lets one browser in, once, and only for ten minutes. On the computer that runs Homeport, make a fresh one:',
        command: LINK,
        after: OPEN_IT,
        remedy: 'reload',
      };
    case 'notAuthenticated':
      return {
        icon: KeyRound,
        title: 'This browser is not known here',
        text: 'Homeport lets in only what it knows. This browser was removed, or never let in. On the computer that runs Homeport, make a link for it:',
        command: LINK,
        after: `${OPEN_IT} Private windows forget who they are when they are closed.`,
        remedy: 'reload',
      };
    case 'versionRefused':
      return {
        icon: RefreshCw,
        title: 'This page and the hub are of different versions',
        text: 'One of them was updated. Load the page anew. If that does not help, quit Homeport on its computer and start it again; terminals go on meanwhile.',
        remedy: 'reload',
      };
    default:
      return { icon: ShieldAlert, title: 'The hub refused this page', text: error.message, remedy: 'reload' };
  }
}

/** In a window of the desktop app, which brings every document a key of its own: nobody has to type anything. */
export function windowStory(error: ProtocolError): RefusalStory {
  switch (error.error) {
    case 'linkSpent':
    case 'notAuthenticated':
      return {
        icon: KeyRound,
        title: 'The hub does not know this window any more',
        text: 'It was started anew, or the window was removed under Devices. Loaded anew, the window gets another key. Your terminals are not affected.',
        remedy: 'reload',
      };
    case 'versionRefused':
      return {
        icon: RefreshCw,
        title: 'The app and its hub are of different versions',
        text: 'Homeport was updated while one of them was running. Restart the app. If another program runs the hub, stop that one first. Your terminals go on meanwhile.',
        remedy: 'restart',
      };
    default:
      return { icon: ShieldAlert, title: 'The hub refused this window', text: error.message, remedy: 'reload' };
  }
}
