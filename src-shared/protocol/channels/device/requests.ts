import { z } from 'zod';
import { request } from '../../request.ts';
import { roleSchema } from '../../rights.ts';
import { terminalIdSchema } from '../terminal/state.ts';
import { deviceInfoSchema, deviceNameSchema, terminalGrantSchema } from './state.ts';

const nothing = z.object({});
const deviceId = z.string().max(64);

/** One line of the audit log. */
export const auditEntrySchema = z.object({
  seq: z.int(),
  /** Wall clock, ms. */
  at: z.number(),
  /** A device id, or an address in words for somebody who has none. */
  who: z.string(),
  /** A method, or another name of that form. */
  what: z.string(),
  /** `ok`, or the name of the refusal. */
  verdict: z.string(),
});
export type AuditLine = z.infer<typeof auditEntrySchema>;

/** A stretch of time in which one device typed into one terminal. Never what. */
export const typingSchema = z.object({
  device: z.string(),
  terminal: terminalIdSchema,
  from: z.number(),
  until: z.number(),
});
export type Typing = z.infer<typeof typingSchema>;

const auditFilter = {
  who: z.string().max(80).optional(),
  /** The beginning of the name of what was done. */
  what: z.string().max(128).optional(),
  /** Refused tries alone. */
  refused: z.boolean().optional(),
  /** This answer alone: `ok`, or the name of a refusal. */
  verdict: z.string().max(64).optional(),
  /** Wall clock, ms: not before. */
  since: z.number().optional(),
  /** Wall clock, ms: not after. */
  until: z.number().optional(),
};

export const deviceRequests = {
  'device.list': request({
    doc: 'Lists the devices that may come in.',
    right: 'administer',
    rate: 'control',
    audited: false,
    params: nothing,
    result: z.object({ devices: z.array(deviceInfoSchema) }),
  }),
  'device.update': request({
    doc: 'Renames a device, or changes what it may do: role, end, rights on single terminals. Open connections notice at once.',
    right: 'administer',
    rate: 'control',
    audited: true,
    params: z.object({
      device: deviceId,
      name: deviceNameSchema.optional(),
      role: roleSchema.optional(),
      /** Wall clock, ms; null for no end. */
      expiresAt: z.number().nullable().optional(),
      grants: z.array(terminalGrantSchema).max(256).optional(),
    }),
    result: z.object({ device: deviceInfoSchema }),
  }),
  'device.revoke': request({
    doc: 'Takes every right from a device for good and cuts its connections.',
    right: 'administer',
    rate: 'control',
    audited: true,
    params: z.object({ device: deviceId }),
    result: nothing,
  }),
  'device.audit.list': request({
    doc: 'Entries of the audit log, newest first; `before` goes on where an answer ended.',
    right: 'administer',
    rate: 'heavy',
    audited: false,
    params: z.object({ ...auditFilter, before: z.int().optional(), limit: z.int().min(1).max(500).default(100) }),
    result: z.object({ entries: z.array(auditEntrySchema), before: z.int().nullable() }),
  }),
  'device.audit.export': request({
    doc: 'Writes the whole audit log as JSON lines to a new file on the machine of the hub, each line with its hash.',
    right: 'administer',
    rate: 'heavy',
    audited: true,
    params: z.object({ path: z.string().min(1).max(4096) }),
    result: z.object({ path: z.string(), entries: z.int(), bytes: z.int() }),
  }),
  'device.typing.list': request({
    doc: 'Which device typed into which terminal when, newest first; never what.',
    right: 'administer',
    rate: 'heavy',
    audited: false,
    params: z.object({
      terminal: terminalIdSchema.optional(),
      device: deviceId.optional(),
      limit: z.int().min(1).max(500).default(100),
    }),
    result: z.object({ typing: z.array(typingSchema) }),
  }),
};
