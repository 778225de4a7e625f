/**
 * Sizes both ends hold each other to. The hub announces the first group in `welcome`; a client that goes past one is
 * refused in words. Bytes unless a name says otherwise.
 */
export const LIMITS = {
  /** A text frame before `hello` was accepted. */
  helloFrame: 64 * 1024,
  /** A text or binary frame afterwards. */
  frame: 1024 * 1024,
  /** Input in one `terminal.session.input`; a longer paste is cut into several operations by the input log. */
  input: 32 * 1024,
  /** Terminal bytes a client may leave unacknowledged on one attachment before it gets a screen instead. */
  unacknowledged: 256 * 1024,
  /** A client acknowledges at least this often while bytes flow, so that the window above never closes by rounding. */
  acknowledgeEvery: 32 * 1024,
  /** Attachments on one connection. */
  attachments: 128,
  /** Columns and rows of a terminal. */
  cols: 1000,
  rows: 500,
} as const;

/** A connection that has not been accepted within this many ms is closed. */
export const HELLO_DEADLINE_MS = 10_000;
/** A client that is otherwise silent says so this often, and the hub's answer tells it that the line is alive. */
export const HEARTBEAT_MS = 5_000;
/** A hub that has heard nothing from a client for this long drops the connection. */
export const SILENCE_MS = 30_000;
