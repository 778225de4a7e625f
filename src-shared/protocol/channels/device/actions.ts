import { z } from 'zod';
import { deviceInfoSchema } from './state.ts';

export const deviceActionSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('device.listed'), device: deviceInfoSchema }),
  z.object({ type: z.literal('device.removed'), id: z.string() }),
]);
export type DeviceAction = z.infer<typeof deviceActionSchema>;
