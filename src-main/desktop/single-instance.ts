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

/**
 * Claims this data directory's desktop app for this process. False when another has it, which has then been told what
 * this start wanted. Chromium reorders arguments, so what counts is sent beside them.
 */
export function claimInstance({ hidden, links }: LaunchOptions): boolean {
  return app.requestSingleInstanceLock({ hidden, links });
}

/** Calls `wanted` for each further start. */
export function onSecondStart(wanted: (start: SecondStart) => void): void {
  app.on('second-instance', (_event, _argv, _directory, sent) => {
    const parsed = sentSchema.safeParse(sent);
    wanted(
      parsed.success
        ? { hidden: parsed.data.hidden, links: linksAmong(parsed.data.links) }
        : { hidden: false, links: [] },
    );
  });
}
