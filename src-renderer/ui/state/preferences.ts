import { z } from 'zod';

export const THEMES = ['system', 'light', 'dark'] as const;
export type ThemeChoice = (typeof THEMES)[number];

export const FONT_SIZES = { least: 8, usual: 13, most: 32 } as const;

/** How this browser likes to show things. Every field has a default, so that old and damaged records still read. */
const preferencesSchema = z.object({
  theme: z.enum(THEMES).catch('system'),
  fontSize: z.number().min(FONT_SIZES.least).max(FONT_SIZES.most).catch(FONT_SIZES.usual),
  screenReader: z.boolean().catch(false),
  sidebar: z.boolean().catch(true),
  /** Desktop notifications about finished commands, if the browser allows them. */
  notify: z.boolean().catch(false),
  cursorBlink: z.boolean().catch(true),
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

/** The next font size in a direction; 0 is back to the usual one. */
export function stepFontSize(size: number, by: -1 | 0 | 1): number {
  if (by === 0) return FONT_SIZES.usual;
  return Math.max(FONT_SIZES.least, Math.min(FONT_SIZES.most, size + by));
}

/** Which of the two themes a choice means now. */
export function resolveTheme(choice: ThemeChoice, systemDark: boolean): 'light' | 'dark' {
  return choice === 'system' ? (systemDark ? 'dark' : 'light') : choice;
}
