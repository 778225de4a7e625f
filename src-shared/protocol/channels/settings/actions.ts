import { z } from 'zod';
import { settingsSchema } from './state.ts';

/** Settings are small: every change tells all of them. */
export const settingsActionSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('settings.values.changed'), settings: settingsSchema }),
]);
export type SettingsAction = z.infer<typeof settingsActionSchema>;
