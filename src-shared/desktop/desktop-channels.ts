/** Every IPC channel there is: one for calls, and one for each thing that the main process tells. */
export const DESKTOP_CHANNELS = {
  call: 'homeport:call',
  intent: 'homeport:intent',
  status: 'homeport:status',
} as const;

/**
 * The answer to a call. A refusal is a value: an error that is thrown through Electron's IPC arrives with words of
 * Electron's own before the sentence.
 */
export type DesktopReply =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly sentence: string };
