import { plainLine } from '../../../../src-shared/labels/terminal-label.ts';
import type { TailscaleInfo } from '../../../../src-shared/protocol/channels/tailscale/requests.ts';

/** Why there is no way through Tailscale now: how it is, and what to do next. */
export interface Stuck {
  readonly phase: Exclude<TailscaleInfo['phase'], 'ready' | 'serving'>;
  readonly sentence: string;
}

function failed(sentence: string): Stuck {
  return { phase: 'failed', sentence };
}
function off(sentence: string): Stuck {
  return { phase: 'off', sentence };
}

export const ABSENT: Stuck = {
  phase: 'absent',
  sentence:
    'Tailscale is not installed on this computer. Get it at https://tailscale.com/download, sign in here and on the phone, then look again.',
};
export const NO_SERVICE = off(
  'Tailscale’s service does not run. Open the Tailscale app, or run `sudo systemctl start tailscaled`, then look again.',
);
export const SLOW = failed('Tailscale did not answer in time. Look whether it works otherwise, then try again.');
export const UNREADABLE = failed(
  'Tailscale’s answer could not be read; it may be much older or newer than this Homeport. Update both, then try again.',
);
export const TOO_OLD = failed('This Tailscale is too old. Update it to 1.52 or newer, then try again.');
export const DENIED = failed(
  'Tailscale lets only the administrator change what it serves. Run `sudo tailscale set --operator=$USER` once in a terminal here, then try again.',
);
export const NO_NAME = failed(
  'This computer has no name in your tailnet. Turn on MagicDNS at https://login.tailscale.com/admin/dns, then try again.',
);
export const NO_CERTIFICATES = failed(
  'Your tailnet gives no certificates. Turn on HTTPS at https://login.tailscale.com/admin/dns, then try again.',
);
export const TAKEN = failed(
  'Tailscale already serves something else on its ports 443, 8443 and 10000, and Homeport leaves that alone. End one of them (`tailscale serve status` lists them), then try again.',
);
export const CHANGED = failed('Something else changed what Tailscale serves in the same moment. Try again.');

/** The states of Tailscale in which nothing can be served, by its own names for them. */
export function notRunning(state: string): Stuck {
  switch (state) {
    case 'NeedsLogin':
      return off('Tailscale is signed out. Sign in with its app or `tailscale up`, then look again.');
    case 'NeedsMachineAuth':
      return off('An administrator of your tailnet must approve this computer first. Then look again.');
    case 'Stopped':
      return off('Tailscale is switched off. Switch it on with its app or `tailscale up`, then look again.');
    case 'InUseOtherUser':
      return off('Another user of this computer uses Tailscale just now. Sign in there, then look again.');
    default:
      return off('Tailscale is starting. Look again in a moment.');
  }
}

export const READY = 'Tailscale is ready to serve Homeport to your own devices, wherever they are.';
export function serving(origin: string): string {
  return `Devices of your tailnet reach Homeport at ${origin}.`;
}

/** Whoever may is named by Tailscale in a link. */
export function notEnabled(link: string | undefined): Stuck {
  const where =
    link === undefined ? 'Run `tailscale serve 1` in a terminal and open the link that it prints' : `Open ${link}`;
  return failed(`Serve is not allowed in your tailnet yet. ${where}, allow it there, then try again.`);
}

/** In its own words, of which the first line says it; before that it may warn of something else. */
export function refused(output: string): Stuck {
  const lines = output.split('\n').map((each) => plainLine(each, 200));
  const line = lines.find((each) => each !== '' && !/^warning\b/i.test(each)) ?? '';
  return failed(
    `Tailscale refused${line === '' ? '' : `: ${line.replace(/[.\s]+$/, '')}`}. Mend that, then try again.`,
  );
}

export function notRun(why: string): Stuck {
  return failed(
    `The program tailscale could not be used: ${why}. Look whether it works in a terminal, then try again.`,
  );
}

/** Loudly: what was for the user's own devices is open to everybody. */
export function funnelled(port: number): Stuck {
  return failed(
    `Tailscale Funnel lets the whole internet in by port ${port}, so Homeport no longer answers there. Run \`tailscale funnel --https=${port} off\`, and Homeport serves your own devices again.`,
  );
}

export function leftBehind(command: string): Stuck {
  return failed(
    `Homeport answers there no longer, but Tailscale still leads there, since it could not be told. Run \`${command}\` to end that as well.`,
  );
}

/** In the place of a stranger's words: a tool that serves the hub's own port to others. */
export function ownPortServed(port: number): string {
  return `Tailscale leads to Homeport’s own port ${port}, which is for this computer alone; what comes that way is refused. Remove it (\`tailscale serve status\` lists it): Homeport has an entrance of its own for Tailscale.`;
}
