import { z } from 'zod';
import { LIMITS } from '../../limits.ts';
import { request } from '../../request.ts';
import { colsSchema, rowsSchema, terminalIdSchema, terminalInfoSchema } from './state.ts';

const id = terminalIdSchema;
const nothing = z.object({});
const sizeSchema = z.object({ cols: colsSchema, rows: rowsSchema });

export const terminalRequests = {
  'terminal.session.start': request({
    doc: 'Starts a terminal: a command, or the default shell with shell integration.',
    right: 'type',
    rate: 'heavy',
    audited: true,
    params: z.object({
      name: z.string().max(120).optional(),
      /** Executable (looked up in PATH) and arguments. Without it: the user's shell as a login shell. */
      command: z
        .object({ file: z.string().min(1).max(4096), args: z.array(z.string().max(32_768)).max(1000).default([]) })
        .optional(),
      /** Absolute, or beginning with `~`. Without it: the home directory. */
      cwd: z.string().min(1).max(4096).optional(),
      /** Added to the hub's environment. */
      env: z.record(z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/), z.string().max(32_768)).optional(),
      size: sizeSchema.default({ cols: 80, rows: 24 }),
    }),
    result: z.object({ id }),
  }),
  'terminal.session.restart': request({
    doc: 'Starts what an ended or lost terminal ran once more, in the same directory, as a new terminal that takes its place in the list.',
    right: 'type',
    terminal: ({ id }) => id,
    rate: 'heavy',
    audited: true,
    params: z.object({ id }),
    result: z.object({ id }),
  }),
  'terminal.session.list': request({
    doc: 'Lists every terminal that the hub knows, also ended and orphaned ones.',
    right: 'view',
    rate: 'control',
    audited: false,
    params: nothing,
    result: z.object({ terminals: z.array(terminalInfoSchema) }),
  }),
  'terminal.session.attach': request({
    doc: 'Begins to stream a terminal to this connection as binary frames: the missing bytes from an offset if there are few enough, else a screen.',
    right: 'view',
    terminal: ({ id }) => id,
    rate: 'control',
    audited: false,
    params: z.object({
      id,
      /** The first byte the client does not have. Without it: a screen first. */
      from: z.int().nonnegative().optional(),
      /** The grid this client could show; used when it becomes the driver. A passive report, never a claim. */
      view: sizeSchema.optional(),
    }),
    result: z.object({
      /** The number in this attachment's binary frames. */
      stream: z.int().nonnegative(),
    }),
  }),
  'terminal.session.detach': request({
    doc: 'Ends an attachment; when the client was the driver, the terminal has none afterwards.',
    right: 'view',
    terminal: ({ id }) => id,
    rate: 'control',
    audited: false,
    params: z.object({ id }),
    result: nothing,
  }),
  'terminal.session.input': request({
    doc: 'Types into a terminal, exactly once per (device, epoch, operation): a resend is acknowledged without effect, a gap is refused. Makes an attached client the driver.',
    right: 'type',
    terminal: ({ id }) => id,
    rate: 'interactive',
    audited: false,
    params: z.object({
      id,
      /** Chosen at random by the client for as long as it remembers its operation numbers. */
      epoch: z.string().min(8).max(64),
      /** 1, 2, 3 … within (device, epoch, terminal). */
      op: z.int().positive(),
      data: z.string().max(LIMITS.input * 2),
      /** `utf8`: the text as it is. `base64`: bytes that are not text (X10 mouse reports). */
      encoding: z.enum(['utf8', 'base64']).default('utf8'),
    }),
    result: z.object({
      /** The highest operation that has reached the terminal. */
      op: z.int().nonnegative(),
    }),
  }),
  'terminal.session.resize': request({
    doc: 'Gives a terminal the grid that this client shows and makes the client its driver: only ever after a human act.',
    right: 'type',
    terminal: ({ id }) => id,
    rate: 'interactive',
    audited: false,
    params: z.object({ id, size: sizeSchema }),
    result: nothing,
  }),
  'terminal.session.view': request({
    doc: 'Says which grid this client could show. A passive report: it takes effect if the client drives, else when it begins to.',
    right: 'view',
    terminal: ({ id }) => id,
    rate: 'interactive',
    audited: false,
    params: z.object({ id, size: sizeSchema }),
    result: z.object({ driving: z.boolean() }),
  }),
  'terminal.session.release': request({
    doc: 'Stops driving without detaching.',
    right: 'view',
    terminal: ({ id }) => id,
    rate: 'control',
    audited: false,
    params: z.object({ id }),
    result: nothing,
  }),
  'terminal.session.rename': request({
    doc: 'Gives a terminal a name; empty takes it away.',
    right: 'type',
    terminal: ({ id }) => id,
    rate: 'control',
    audited: true,
    params: z.object({ id, name: z.string().max(120) }),
    result: nothing,
  }),
  'terminal.session.inspect': request({
    doc: 'Says whether ending the terminal would interrupt something, and what.',
    right: 'view',
    terminal: ({ id }) => id,
    rate: 'control',
    audited: false,
    params: z.object({ id }),
    result: z.object({
      /** True when a program other than the shell itself is in the foreground or a command is running. */
      busy: z.boolean(),
      /** Name of the foreground program, when it is known. */
      foreground: z.string().nullable(),
    }),
  }),
  'terminal.session.kill': request({
    doc: "Sends a signal to a terminal's process group. `hangup` is followed by SIGKILL if it is still there after five seconds.",
    right: 'type',
    terminal: ({ id }) => id,
    rate: 'control',
    audited: true,
    params: z.object({ id, signal: z.enum(['hangup', 'interrupt', 'terminate', 'kill']).default('hangup') }),
    result: nothing,
  }),
  'terminal.session.remove': request({
    doc: 'Forgets an ended or lost terminal.',
    right: 'type',
    terminal: ({ id }) => id,
    rate: 'control',
    audited: true,
    params: z.object({ id }),
    result: nothing,
  }),
  'terminal.session.screen': request({
    doc: 'The screen as plain text, one line each, without trailing blanks. Of a lost terminal: the last that was saved.',
    right: 'view',
    terminal: ({ id }) => id,
    rate: 'control',
    audited: false,
    params: z.object({ id }),
    result: z.object({
      cols: colsSchema,
      rows: rowsSchema,
      lines: z.array(z.string()),
      cursor: z.object({ x: z.int(), y: z.int() }),
    }),
  }),
  'terminal.session.history': request({
    doc: 'Lines that have scrolled off the screen, newest last, as text or with their colours as escape sequences.',
    right: 'view',
    terminal: ({ id }) => id,
    rate: 'heavy',
    audited: false,
    params: z.object({
      id,
      /** At most this many lines. */
      lines: z.int().min(1).max(10_000),
      format: z.enum(['text', 'ansi']).default('text'),
    }),
    result: z.object({
      lines: z.array(z.string()),
      /** The output offset at which the screen begins that these lines stand above. */
      offset: z.int().nonnegative(),
    }),
  }),
  'terminal.shell.list': request({
    doc: 'The shells that can be started here, the default one first.',
    right: 'type',
    rate: 'control',
    audited: false,
    params: nothing,
    result: z.object({ shells: z.array(z.object({ name: z.string(), file: z.string() })) }),
  }),
  'terminal.directory.list': request({
    doc: 'The directories below one, for completing a path.',
    right: 'type',
    rate: 'control',
    audited: false,
    params: z.object({ path: z.string().min(1).max(4096) }),
    result: z.object({ path: z.string(), directories: z.array(z.string()).max(500) }),
  }),
};
