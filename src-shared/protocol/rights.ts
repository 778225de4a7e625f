import { z } from 'zod';

/**
 * What a device may do. `view` sees terminals and their output, `type` starts them and sends input, `approve` answers
 * approvals and chats, `administer` manages devices and the hub itself. A right is asked for on every single message.
 */
export const RIGHTS = ['view', 'type', 'approve', 'administer'] as const;
export const rightSchema = z.enum(RIGHTS);
export type Right = z.infer<typeof rightSchema>;

/** Named bundles of rights that a device is given when it is paired. */
export const ROLES = ['viewer', 'operator', 'admin'] as const;
export const roleSchema = z.enum(ROLES);
export type Role = z.infer<typeof roleSchema>;

export const ROLE_RIGHTS: Readonly<Record<Role, ReadonlySet<Right>>> = {
  viewer: new Set<Right>(['view']),
  operator: new Set<Right>(['view', 'approve']),
  admin: new Set<Right>(RIGHTS),
};
