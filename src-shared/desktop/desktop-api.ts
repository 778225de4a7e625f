import { z } from 'zod';
import { terminalIdSchema } from '../protocol/channels/terminal/state.ts';

/**
 * What only the desktop app can do for its windows, and all that crosses Electron's IPC; everything else goes over the
 * hub's protocol. The preload exposes {@link DesktopApi} as `window.homeport`; in a browser there is none.
 */

/** Sections of the settings window. */
export const SETTINGS_SECTIONS = [
  'general',
  'terminals',
  'notifications',
  'devices',
  'network',
  'storage',
  'about',
] as const;
export const settingsSectionSchema = z.enum(SETTINGS_SECTIONS);
export type SettingsSection = z.infer<typeof settingsSectionSchema>;

/** Where the settings window can be opened: at a section, or at the devices with the dialog that pairs a phone. */
export const settingsPlaceSchema = z.enum([...SETTINGS_SECTIONS, 'pair']);
export type SettingsPlace = z.infer<typeof settingsPlaceSchema>;

/** One command as the native menu shows it. The page owns the list (`ui/commands/command-list.ts`). */
export const menuCommandSchema = z.object({
  id: z.string().max(64),
  title: z.string().max(200),
  group: z.string().max(40),
  /** An Electron accelerator such as `CmdOrCtrl+Shift+P`; null when it has no key. */
  accelerator: z.string().max(60).nullable(),
  enabled: z.boolean(),
});
export type MenuCommand = z.infer<typeof menuCommandSchema>;

/** What a window is asked to do by a menu, the tray, a notification or a link. */
export const windowIntentSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('command'), id: z.string() }),
  z.object({ kind: z.literal('terminal'), terminal: terminalIdSchema }),
  z.object({ kind: z.literal('section'), section: settingsPlaceSchema }),
]);
export type WindowIntent = z.infer<typeof windowIntentSchema>;

/** Where an update is. `held` says why a downloaded one is not installed at quit. */
export const updateStateSchema = z.discriminatedUnion('kind', [
  /** Not an installed app, or one that its package manager updates. */
  z.object({ kind: z.literal('unsupported'), why: z.string() }),
  z.object({ kind: z.literal('idle'), checkedAt: z.number().nullable() }),
  z.object({ kind: z.literal('checking') }),
  z.object({ kind: z.literal('current'), checkedAt: z.number() }),
  z.object({ kind: z.literal('available'), version: z.string(), notes: z.string() }),
  z.object({ kind: z.literal('downloading'), version: z.string(), notes: z.string(), percent: z.number() }),
  z.object({ kind: z.literal('ready'), version: z.string(), notes: z.string(), held: z.string().nullable() }),
  z.object({ kind: z.literal('failed'), sentence: z.string(), at: z.number() }),
]);
export type UpdateState = z.infer<typeof updateStateSchema>;

/** What the about page shows and "copy diagnostics" copies. No secret, no terminal content. */
export const aboutSchema = z.object({
  version: z.string(),
  /** Name and version of what it runs on: electron, chrome, node, the system. */
  versions: z.record(z.string(), z.string()),
  /** Plain text for a bug report. */
  diagnostics: z.string(),
});
export type About = z.infer<typeof aboutSchema>;

/** A thing that only this desktop has, as the settings window shows it: what is, not what is wished. */
export const desktopStatusSchema = z.object({
  /** Null when this system has no such thing that we know how to set. */
  loginItem: z.boolean().nullable(),
  tray: z.boolean(),
  keepingAwake: z.boolean(),
  update: updateStateSchema,
});
export type DesktopStatus = z.infer<typeof desktopStatusSchema>;

/** Everything, or the audit log alone. */
export const exportKindSchema = z.enum(['data', 'audit']);
export type ExportKind = z.infer<typeof exportKindSchema>;

/** Arguments and results of every call, checked on both sides: shapes that do not fit are refused by the main process. */
export const desktopCalls = {
  /**
   * The secret of a one-time link for this document, once per document: the page makes a key of its own with it and is
   * a client like any other from then on. Never in a URL, an argument or an environment.
   */
  takeLink: { args: z.tuple([]), result: z.string() },
  chooseDirectory: { args: z.tuple([z.string().max(4096)]), result: z.string().nullable() },
  chooseExportFile: { args: z.tuple([exportKindSchema]), result: z.string().nullable() },
  /** http, https and mailto only; others are refused. */
  openExternal: { args: z.tuple([z.string().max(8192)]), result: z.null() },
  /** Shows a file or directory in the system's file manager: the data directory or an export. */
  showInFolder: { args: z.tuple([z.string().max(4096)]), result: z.null() },
  setMenu: { args: z.tuple([z.array(menuCommandSchema).max(200)]), result: z.null() },
  /** The window can take intents now; those that came before are delivered. */
  ready: { args: z.tuple([]), result: z.null() },
  openSettings: { args: z.tuple([settingsPlaceSchema]), result: z.null() },
  readAbout: { args: z.tuple([]), result: aboutSchema },
  readStatus: { args: z.tuple([]), result: desktopStatusSchema },
  checkForUpdate: { args: z.tuple([]), result: z.null() },
  downloadUpdate: { args: z.tuple([]), result: z.null() },
  /** From the error page: loads the window's page again. */
  reload: { args: z.tuple([]), result: z.null() },
  /** Ends this process and starts it again; terminals go on in their keepers. */
  restart: { args: z.tuple([]), result: z.null() },
} as const satisfies Record<string, { args: z.ZodType<unknown[]>; result: z.ZodType }>;

export type DesktopCall = keyof typeof desktopCalls;
export type DesktopArgs<C extends DesktopCall> = z.infer<(typeof desktopCalls)[C]['args']>;
export type DesktopResult<C extends DesktopCall> = z.infer<(typeof desktopCalls)[C]['result']>;

/** `window.homeport` in the desktop app's windows. */
export type DesktopApi = {
  readonly [C in DesktopCall]: (...args: DesktopArgs<C>) => Promise<DesktopResult<C>>;
} & {
  /** Absolute paths of files that were dropped; empty for what is no file. Synchronous, in the preload. */
  pathsOf(files: ReadonlyArray<unknown>): string[];
  /** What the window is asked to do; the returned function ends it. Call `ready` after the first. */
  onIntent(listener: (intent: WindowIntent) => void): () => void;
  onStatus(listener: (status: DesktopStatus) => void): () => void;
};
