import { z } from 'zod';

/**
 * What hub and keeper say to each other as JSON (see frames.ts for the wire). The keeper's file in its 0700 directory
 * (`keeperRecordSchema`) tells a hub where to find it and what to prove.
 */

const versionRange = z.object({ min: z.int().positive(), max: z.int().positive() });
const size = z.object({ cols: z.int().min(1).max(1000), rows: z.int().min(1).max(500) });
const offset = z.int().nonnegative();
const held = z.string().min(1).max(64);
const nothing = z.object({});

/** `<data dir>/keepers/<id>.json`, mode 0600, written by the keeper before it listens, removed when it exits. */
export const keeperRecordSchema = z.object({
  id: z.string(),
  pid: z.int(),
  /** When the process started, from the system (Linux: field 22 of /proc/pid/stat with the boot id), so that a reused pid is not taken for it. */
  birth: z.string(),
  /** Unix socket path or Windows pipe name. */
  socket: z.string(),
  /** 128 random bits that `hello` must show: the pipe's stand-in for file modes, and a second lock on unix. */
  token: z.string(),
  protocol: versionRange,
  /** Directory below `programs` that it runs from; none when that is the app's own, as with older keepers. */
  program: z.string().optional(),
});
export type KeeperRecord = z.infer<typeof keeperRecordSchema>;

/** How a held process ended. */
export const exitSchema = z.object({ code: z.int().nullable(), signal: z.string().nullable(), at: z.number() });
export type Exit = z.infer<typeof exitSchema>;

/** What the program told through escape sequences, complete each time. */
export const factsSchema = z.object({
  title: z.string().max(1024),
  /** From OSC 7 (or 9;9), null until there was one. */
  cwd: z.string().max(4096).nullable(),
  bells: z.int().nonnegative(),
  /** OSC 133: `unknown` without shell integration. */
  run: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('unknown') }),
    z.object({ kind: z.literal('prompt'), lastExitCode: z.int().nullable(), lastDurationMs: z.number().nullable() }),
    z.object({ kind: z.literal('running'), line: z.string().max(4096), since: z.number() }),
  ]),
});
export type Facts = z.infer<typeof factsSchema>;

/** A terminal or piped process as a keeper holds it. */
export const holdingSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('terminal'),
    id: held,
    pid: z.int(),
    startedAt: z.number(),
    size,
    facts: factsSchema,
    /** Output so far, bytes from 0. */
    head: offset,
    exit: exitSchema.nullable(),
    /** What the hub said at the start, verbatim, so that an orphan can be listed in full by a hub that has no record of it. */
    label: z.record(z.string(), z.unknown()),
  }),
  z.object({
    kind: z.literal('process'),
    id: held,
    pid: z.int(),
    startedAt: z.number(),
    heads: z.object({ stdout: offset, stderr: offset }),
    exit: exitSchema.nullable(),
    label: z.record(z.string(), z.unknown()),
  }),
]);
export type Holding = z.infer<typeof holdingSchema>;

const launch = z.object({
  id: held,
  file: z.string().min(1),
  args: z.array(z.string()),
  cwd: z.string(),
  /** The whole environment. */
  env: z.record(z.string(), z.string()),
  label: z.record(z.string(), z.unknown()),
});

/** Which bytes: a terminal has one stream `tty`; a process has `stdout` and `stderr`. */
export const streamNameSchema = z.enum(['tty', 'stdout', 'stderr']);
export type StreamName = z.infer<typeof streamNameSchema>;

const inputParams = z.object({
  id: held,
  /** Who types, e.g. `device:epoch`; the keeper remembers the last operation of each source for the holding's life. */
  source: z.string().min(1).max(160),
  op: z.int().positive(),
  data: z.string(),
  encoding: z.enum(['utf8', 'base64']),
});

/** Requests of the hub. Each is answered once; failures carry a name of {@link KeeperFault}. */
export const keeperRequests = {
  /** First message. A hub that says hello takes the keeper over: the connection before is closed. */
  hello: {
    params: z.object({
      protocol: versionRange,
      token: z.string(),
      hub: z.object({ pid: z.int(), version: z.string() }),
    }),
    result: z.object({ protocol: z.int(), id: z.string(), pid: z.int(), holdings: z.array(holdingSchema) }),
  },
  startTerminal: { params: launch.extend({ size }), result: z.object({ pid: z.int() }) },
  startProcess: { params: launch, result: z.object({ pid: z.int() }) },
  /** Exactly once: a known op is acknowledged without effect, a gap is the fault `inputGap`. `op` is the highest that was taken. */
  input: { params: inputParams, result: z.object({ op: z.int().nonnegative() }) },
  /** Ends a piped process's stdin. */
  endInput: { params: z.object({ id: held }), result: nothing },
  resize: { params: z.object({ id: held, size }), result: nothing },
  signal: { params: z.object({ id: held, signal: z.string() }), result: nothing },
  /**
   * Begins to push a stream as output frames, credit {@link LINK_WINDOW}. `position` is where it begins: the stream's
   * head now. What came before is fetched with `catchUp`.
   */
  follow: {
    params: z.object({ id: held, stream: streamNameSchema, number: z.int().nonnegative() }),
    result: z.object({ position: offset, size: size.nullable() }),
  },
  unfollow: { params: z.object({ number: z.int().nonnegative() }), result: nothing },
  /**
   * What a client that has everything below `from` needs to join a followed stream. The answer is `bytes` (from `from`
   * exactly up to the followed stream's position, at most `most` bytes, carried by a data frame with the answer) when
   * the ring has them, else `screen`: the screen at `offset`, followed in the same data by the raw bytes from `offset`
   * to `position`, if they are few enough; `position` may lie behind the live stream then, and the caller asks again
   * from there. `from: null` asks for a screen. Piped streams have no screen: the answer is then `bytes` from the
   * oldest byte there is, `offset` telling which.
   */
  catchUp: {
    params: z.object({ number: z.int().nonnegative(), from: offset.nullable(), most: z.int().nonnegative() }),
    result: z.discriminatedUnion('kind', [
      z.object({ kind: z.literal('bytes'), offset, position: offset }),
      z.object({ kind: z.literal('screen'), offset, position: offset, size, screenBytes: z.int().nonnegative() }),
    ]),
  },
  /**
   * Serialized screen with `scrollback` lines, for checkpoints. Data frame: the bytes. None when all output is below
   * `unless`: the screen is then still the one at that offset.
   */
  screen: {
    params: z.object({ id: held, scrollback: z.int().min(0).max(1000), unless: offset.optional() }),
    result: z.object({ offset, size }),
  },
  screenText: {
    params: z.object({ id: held }),
    result: z.object({ size, lines: z.array(z.string()), cursor: z.object({ x: z.int(), y: z.int() }) }),
  },
  /** Lines above the screen, oldest first, rebuilt from the ring. */
  history: {
    params: z.object({ id: held, lines: z.int().min(1).max(10_000), format: z.enum(['text', 'ansi']) }),
    result: z.object({ lines: z.array(z.string()), offset }),
  },
  /** Whether something other than the started program is in the foreground, and its name. */
  inspect: {
    params: z.object({ id: held }),
    result: z.object({ busy: z.boolean(), foreground: z.string().nullable() }),
  },
  /** The hub has the exit on record; the keeper may forget the holding. Refused while it runs. */
  release: { params: z.object({ id: held }), result: nothing },
} as const;
export type KeeperRequests = typeof keeperRequests;
export type KeeperMethod = keyof KeeperRequests;
export type KeeperParams<M extends KeeperMethod> = z.input<KeeperRequests[M]['params']>;
export type KeeperResult<M extends KeeperMethod> = z.output<KeeperRequests[M]['result']>;

export const KEEPER_FAULTS = [
  'badMessage',
  'notAuthenticated',
  'versionRefused',
  'notFound',
  'ended',
  'startFailed',
  'directoryMissing',
  'inputGap',
  'full',
  'running',
  'internal',
] as const;
export type KeeperFault = (typeof KEEPER_FAULTS)[number];

/** What a keeper says unasked. */
export const keeperEventSchema = z.discriminatedUnion('event', [
  z.object({ event: z.literal('facts'), id: held, facts: factsSchema }),
  /** All output up to the heads has been pushed before this. */
  z.object({ event: z.literal('exit'), id: held, exit: exitSchema }),
  /** The grid changed at this offset of the tty stream; stands in order between output frames. */
  z.object({ event: z.literal('size'), number: z.int().nonnegative(), offset, size }),
  /** The hub fell a whole ring behind on this followed stream: what is between is lost to it, clients need a screen. */
  z.object({ event: z.literal('gap'), number: z.int().nonnegative(), position: offset }),
]);
export type KeeperEvent = z.infer<typeof keeperEventSchema>;

/** Params and results: their own schemas look inside. */
const someObject = z.custom<Record<string, unknown>>(
  (value) => typeof value === 'object' && value !== null && !Array.isArray(value),
);

/** JSON of a control frame. */
export const controlSchema = z.union([
  z.object({ id: z.int().positive(), method: z.string(), params: someObject }),
  z.object({ id: z.int().positive(), result: someObject, data: z.boolean().optional() }),
  z.object({ id: z.int().positive(), fault: z.enum(KEEPER_FAULTS), text: z.string() }),
  keeperEventSchema,
]);
export type Control = z.infer<typeof controlSchema>;
