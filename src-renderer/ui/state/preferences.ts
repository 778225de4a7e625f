import { z } from 'zod';

/**
 * How this browser alone likes to show things; what holds for every window is a setting of the hub. Every field has a
 * default, so that old and damaged records still read.
 */
const preferencesSchema = z.object({
  sidebar: z.boolean().catch(true),
  /** This browser's own notifications about finished commands, if it allows them. The desktop app has its own. */
  notify: z.boolean().catch(false),
});
export type Preferences = z.infer<typeof preferencesSchema>;

export function parsePreferences(text: string | null): Preferences {
  let value: unknown = {};
  try {
    value = JSON.parse(text ?? '{}');
  } catch {
    // A damaged record is as good as none: the defaults stand.
  }
  const parsed = preferencesSchema.safeParse(typeof value === 'object' && value !== null ? value : {});
  return parsed.success ? parsed.data : preferencesSchema.parse({});
}
