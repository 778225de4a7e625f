/** Facts beside a message. Never put keystrokes, terminal output, keys or link secrets in here. */
export type LogFields = Readonly<Record<string, string | number | boolean | null | undefined>>;

/** Where reports go. `child` names the part that speaks. */
export interface Log {
  debug(message: string, fields?: LogFields): void;
  info(message: string, fields?: LogFields): void;
  warn(message: string, fields?: LogFields): void;
  error(message: string, fields?: LogFields): void;
  child(part: string): Log;
}

/** Swallows everything; for callers that really have nowhere to report. */
export const silentLog: Log = {
  debug() {},
  info() {},
  warn() {},
  error() {},
  child: () => silentLog,
};
