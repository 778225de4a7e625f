import { linkText } from './link-text.ts';
import type { CommonOptions } from './output.ts';

export interface StartOptions extends CommonOptions {
  /** Without one the settings say it. */
  readonly port?: number;
  readonly host?: string;
}

/** What `start` prints, once, as soon as the hub answers. */
export interface Started {
  readonly pid: number;
  readonly url: string;
  readonly version: string;
  /** The one-time link. */
  readonly link: string;
  readonly expiresAt: number;
  /** A hub was there already; this command has started none. */
  readonly already: boolean;
}

/** For people, when a hub was there before. */
export function runningText(started: Started): string {
  return `${headline(started)} (it was running already, process ${started.pid}).\n\n${invitation(started)}`;
}

/** For people, when the hub has just begun. */
export function startedText(started: Started, movedFrom: number | undefined): string {
  const moved =
    movedFrom === undefined ? '' : `\nPort ${movedFrom} is taken by another program, so this is the next free one.`;
  return `${headline(started)}.${moved}\n\n${invitation(started)}\n\nCtrl+C stops the hub; terminals go on without it.`;
}

function headline(started: Started): string {
  return `Homeport ${started.version} runs on ${started.url}`;
}

function invitation(started: Started): string {
  const link = { url: started.link, expiresAt: started.expiresAt };
  return `Open this link in a browser on this machine:\n\n${linkText(link, Date.now())}`;
}
