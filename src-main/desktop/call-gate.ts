import type { Log } from '../../src-shared/base/log.ts';
import {
  type DesktopArgs,
  type DesktopCall,
  type DesktopResult,
  desktopCalls,
} from '../../src-shared/desktop/desktop-api.ts';
import type { DesktopReply } from '../../src-shared/desktop/desktop-channels.ts';
import { isOwnOrigin } from './windows/hardening.ts';

/** A call that is refused for a reason the page may show. The message is a sentence. */
export class CallRefused extends Error {
  override readonly name = 'CallRefused';
}

/** What each call does for the window `W` that made it; one that is missing does not compile. */
export type CallHandlers<W> = {
  readonly [C in DesktopCall]: (window: W, ...args: DesktopArgs<C>) => DesktopResult<C> | Promise<DesktopResult<C>>;
};

/** A call as it came, from whomever. */
export interface AskedCall<W> {
  /** The window of ours that it came from; undefined for any other. */
  readonly window: W | undefined;
  /** Undefined when the document that asked is gone. */
  readonly frame: { readonly url: string; readonly main: boolean } | undefined;
  readonly name: unknown;
  readonly args: unknown;
}

/** Answers calls: only those that the main document of a window of ours makes, from the hub's own origin, in shape. */
export async function answerCall<W>(
  asked: AskedCall<W>,
  needs: { readonly hub: string; readonly handlers: CallHandlers<W>; readonly log: Log },
): Promise<DesktopReply> {
  const { hub, handlers, log } = needs;
  const name = typeof asked.name === 'string' && Object.hasOwn(desktopCalls, asked.name) ? asked.name : undefined;
  const refuse = (why: string, sentence: string): DesktopReply => {
    log.warn('a call was refused', { call: name ?? 'unknown', why });
    return { ok: false, sentence };
  };
  if (asked.window === undefined) return refuse('window', 'This window is not one of the app.');
  if (asked.frame?.main !== true) return refuse('frame', 'Only the main document of a window can ask for this.');
  if (!isOwnOrigin(asked.frame.url, hub)) return refuse('origin', 'This document is not of the hub.');
  if (name === undefined) return refuse('name', 'The desktop app knows no such call.');
  const call = name as DesktopCall;
  const args = desktopCalls[call].args.safeParse(asked.args);
  if (!args.success) return refuse('arguments', `The arguments of ${call} do not fit.`);
  // The entry's own schema has just made them so; the compiler cannot follow an index by a union.
  const handler = handlers[call] as (window: W, ...args: ReadonlyArray<unknown>) => unknown;
  try {
    return { ok: true, value: await handler(asked.window, ...args.data) };
  } catch (thrown) {
    if (thrown instanceof CallRefused) return refuse(thrown.message, thrown.message);
    log.error('a call failed', { call, error: String(thrown) });
    return {
      ok: false,
      sentence: `The desktop app could not do this: ${thrown instanceof Error ? thrown.message : thrown}`,
    };
  }
}
