import { z } from 'zod';
import { deviceInfoSchema } from './state.ts';

export const deviceActionSchema = z.discriminatedUnion('type', [
  /** Several at once, since thousands may come back in the same seconds. */
  z.object({ type: z.literal('device.listed'), devices: z.array(deviceInfoSchema) }),
  z.object({ type: z.literal('device.removed'), id: z.string() }),
]);
export type DeviceAction = z.infer<typeof deviceActionSchema>;
