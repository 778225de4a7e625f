import { z } from 'zod';
import { DEFAULT_ITEMS, keyBarSchema } from '../keys/key-bar-items.ts';
import { FONT_PRESETS, USUAL_FONT_SIZE } from '../touch/font-presets.ts';

/** How this device likes its terminals; what holds for every device is a setting of the hub. */
const deviceHabitsSchema = z.object({
  /** CSS pixels; one of the presets. */
  fontSize: z
    .number()
    .refine((size) => FONT_PRESETS.includes(size))
    .catch(USUAL_FONT_SIZE),
  /** Letters go out as they are typed, or a line is written first and sent whole. */
  typing: z.enum(['direct', 'compose']).catch('direct'),
  /** Letters that are composed are kept back until they are final; null: as the user's languages suggest. */
  keepsBack: z.boolean().nullable().catch(null),
  /** The bell shakes the phone. */
  vibrate: z.boolean().catch(true),
  bar: keyBarSchema.catch(DEFAULT_ITEMS),
});
export type DeviceHabits = z.infer<typeof deviceHabitsSchema>;

export const HABITS_KEY = 'homeport.phone.terminal';

/** What was kept; every damaged or foreign part of it is as good as none. */
export function parseHabits(text: string | null): DeviceHabits {
  let value: unknown = {};
  try {
    value = JSON.parse(text ?? '{}');
  } catch {
    // Not JSON: everything begins as it comes.
  }
  const parsed = deviceHabitsSchema.safeParse(value);
  return parsed.success ? parsed.data : deviceHabitsSchema.parse({});
}
