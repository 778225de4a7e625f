import { app } from 'electron';
import { z } from 'zod';
import type { LaunchOptions } from './launch-options.ts';
import { linksAmong } from './launch-options.ts';

/** What a second start sends to the first: any program of this user can send it, so it may be anything. */
const sentSchema = z.object({ hidden: z.boolean(), links: z.array(z.unknown()) });

/** What another start of the app wants of this one. */
export interface SecondStart {
  /** It was the session that started it, which wants no window. */
  readonly hidden: boolean;
  readonly links: ReadonlyArray<string>;
}

/** Hands over each further start of the app, those that came before there was anybody to take them first. */
export type TakeStarts = (taker: (start: SecondStart) => void) => void;

/**
 * Claims this data directory's desktop app for this process. Undefined when another has it, which has then been told
 * what this start wanted. Chromium reorders arguments, so what counts is sent beside them.
 */
export function claimInstance({ hidden, links }: LaunchOptions): TakeStarts | undefined {
  if (!app.requestSingleInstanceLock({ hidden, links })) return undefined;
  let early: SecondStart[] = [];
  // The hub takes its time, and longer when the user is asked about it: a start of that time counts as well.
  let take = (start: SecondStart): void => void early.push(start);
  app.on('second-instance', (_event, _argv, _directory, sent) => take(secondStart(sent)));
  return (taker) => {
    take = taker;
    for (const start of early) taker(start);
    early = [];
  };
}

function secondStart(sent: unknown): SecondStart {
  const parsed = sentSchema.safeParse(sent);
  if (!parsed.success) return { hidden: false, links: [] };
  return { hidden: parsed.data.hidden, links: linksAmong(parsed.data.links) };
}
