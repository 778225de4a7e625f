import { z } from 'zod';

export const THEMES = ['system', 'light', 'dark'] as const;
export type ThemeChoice = (typeof THEMES)[number];

/** CSS pixels. */
export const FONT_SIZES = { least: 8, usual: 13, most: 32 } as const;
/** Lines that a client keeps of a terminal. */
export const SCROLLBACK = { least: 1_000, usual: 10_000, most: 100_000 } as const;

/** No control characters: it ends up in sentences. */
const ABSOLUTE_OR_EMPTY = /^$|^(\/|[A-Za-z]:[\\/])\P{Cc}*$/u;

/** A time of day, `HH:MM`, 24 hours, on the clock of the machine that the hub runs on. */
const timeOfDay = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'a time of day looks like 22:00');

/**
 * What the user has set, in one file of the hub. Every field and every group has a default: a record of an older or
 * newer version still reads.
 */
export const settingsSchema = z.object({
  appearance: z
    .object({
      theme: z.enum(THEMES).default('system'),
      /** A CSS font family for terminals; empty for the built-in choice. */
      fontFamily: z
        .string()
        .max(200)
        .regex(/^[^;{}<>\\]*$/, 'a font name holds no ; { } < > or backslash')
        .default(''),
      fontSize: z.number().min(FONT_SIZES.least).max(FONT_SIZES.most).default(FONT_SIZES.usual),
      cursorBlink: z.boolean().default(true),
      screenReader: z.boolean().default(false),
    })
    .prefault({}),
  terminals: z
    .object({
      /** Absolute path of the shell that new terminals run; empty for the user's own. */
      shell: z
        .string()
        .max(4096)
        .regex(ABSOLUTE_OR_EMPTY, 'a shell is named by its absolute path, or left empty')
        .default(''),
      scrollback: z.int().min(SCROLLBACK.least).max(SCROLLBACK.most).default(SCROLLBACK.usual),
      /** Asks before several lines are pasted into a plain shell. */
      confirmPaste: z.boolean().default(true),
    })
    .prefault({}),
  notifications: z
    .object({
      bell: z.boolean().default(true),
      /** A command that took long has ended. */
      finished: z.boolean().default(true),
      /** A terminal has ended. */
      ended: z.boolean().default(true),
      /** Nothing is shown between `from` and `to`; it is still counted. The same time twice is the whole day. */
      quiet: z
        .object({
          on: z.boolean().default(false),
          from: timeOfDay.default('22:00'),
          to: timeOfDay.default('07:00'),
        })
        .prefault({}),
    })
    .prefault({}),
  network: z
    .object({
      /** Where this machine's own clients find the hub. */
      host: z.enum(['127.0.0.1', '::1']).default('127.0.0.1'),
      /** Taken at the hub's next start. */
      port: z.int().min(1024).max(65535).default(4140),
      /** Listens on this machine's networks too, for paired phones. */
      lan: z.boolean().default(false),
      /** Tells the local network that the hub is there, while it listens there. */
      mdns: z.boolean().default(true),
    })
    .prefault({}),
  desktop: z
    .object({
      /** Starts with the session, in the tray. */
      openAtLogin: z.boolean().default(false),
      /** Keeps the computer awake while a command runs in a terminal. */
      keepAwake: z.boolean().default(false),
      checkForUpdates: z.boolean().default(true),
    })
    .prefault({}),
});
export type Settings = z.infer<typeof settingsSchema>;

/** All defaults. */
export const defaultSettings: Settings = settingsSchema.parse({});

/** Some fields, each with its new value. */
export type SettingsPatch = { readonly [G in keyof Settings]?: DeepPartial<Settings[G]> | undefined };
type DeepPartial<T> = { readonly [K in keyof T]?: (T[K] extends object ? DeepPartial<T[K]> : T[K]) | undefined };

/** State of the channel `settings`. */
export const settingsStateSchema = z.object({ settings: settingsSchema });
export type SettingsState = z.infer<typeof settingsStateSchema>;

export const initialSettingsState: SettingsState = { settings: defaultSettings };
