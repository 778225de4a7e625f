import { z } from 'zod';
import { request } from '../../request.ts';

const nothing = z.object({});

export const storageRequests = {
  'storage.usage.read': request({
    doc: 'What the data directory holds and how large it is, bytes.',
    right: 'administer',
    rate: 'heavy',
    audited: false,
    params: nothing,
    result: z.object({
      dataDir: z.string(),
      /** What lies directly in it, the largest first; a database with its journals, a directory with all below it. */
      files: z.array(z.object({ name: z.string(), bytes: z.int(), what: z.string() })),
      total: z.int(),
      /** Room that is left on its disk. */
      free: z.int(),
      /** `ended` are those that `storage.history.clear` would remove. */
      terminals: z.object({ running: z.int(), ended: z.int() }),
    }),
  }),
  'storage.history.clear': request({
    doc: 'Forgets every terminal that is over, with its last screen, and gives the room back to the disk.',
    right: 'administer',
    rate: 'heavy',
    audited: true,
    params: nothing,
    result: z.object({
      /** Terminals. */
      removed: z.int(),
      /** Of the file that had them. */
      bytesBefore: z.int(),
      bytesAfter: z.int(),
    }),
  }),
  'storage.data.export': request({
    doc: 'Writes what the hub knows of the user into one new file on its machine, as JSON: settings, devices, terminals with their screens, audit log. No keys and no secrets.',
    right: 'administer',
    rate: 'heavy',
    audited: true,
    params: z.object({
      /** Absolute; nothing may be there yet. */
      path: z
        .string()
        .min(1)
        .max(4096)
        .regex(/^[^\0]*$/, 'a path holds no NUL'),
    }),
    result: z.object({ path: z.string(), bytes: z.int(), terminals: z.int(), auditEntries: z.int() }),
  }),
};
