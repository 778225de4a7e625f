import { z } from 'zod';
import { rightSchema, roleSchema } from '../../rights.ts';
import { trustLevelSchema } from '../../trust.ts';
import { terminalIdSchema } from '../terminal/state.ts';

/** Rights on one terminal beyond those of the role. */
export const terminalGrantSchema = z.object({ terminal: terminalIdSchema, rights: z.array(rightSchema).max(4) });
export type TerminalGrant = z.infer<typeof terminalGrantSchema>;

/** `local`: the command line's key file. `link`: a browser that came by a link. `window`: one of this run. `paired`: by QR or code. */
export const DEVICE_ORIGINS = ['local', 'link', 'window', 'paired'] as const;

export const deviceNameSchema = z.string().trim().min(1).max(80);

/** A device as its owner sees it; never a key. */
export const deviceInfoSchema = z.object({
  id: z.string(),
  name: z.string(),
  /** What it says it is, such as `iPhone, Safari`; plain text from a stranger. */
  platform: z.string(),
  origin: z.enum(DEVICE_ORIGINS),
  role: roleSchema,
  grants: z.array(terminalGrantSchema),
  /** Wall clock, ms; null for no end. */
  expiresAt: z.number().nullable(),
  /**
   * Kept out since `expiresAt` for another reason than that its end has come, such as a list of devices that was put back
   * from a copy; a new end lets it in again. Not told by hubs before 0.3.
   */
  suspended: z.boolean().optional(),
  createdAt: z.number(),
  lastSeen: z.number(),
  /** The remote address of its last connection; empty when there was none. */
  lastFrom: z.string(),
  /** How it last reached the hub; null when it never did. */
  lastLevel: trustLevelSchema.nullable(),
  /** Connections that are open now. */
  connections: z.int().nonnegative(),
});
export type DeviceInfo = z.infer<typeof deviceInfoSchema>;

/** State of the channel `device`, told to those who may administer. */
export const deviceStateSchema = z.object({ devices: z.record(z.string(), deviceInfoSchema) });
export type DeviceState = z.infer<typeof deviceStateSchema>;

export const emptyDeviceState: DeviceState = { devices: {} };
