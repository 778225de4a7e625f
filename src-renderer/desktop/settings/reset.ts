import {
  defaultSettings,
  type Settings,
  type SettingsPatch,
} from '../../../src-shared/protocol/channels/settings/state.ts';

/** Sections with settings of their own, and the groups of the file that each shows. */
const GROUPS = {
  general: ['appearance', 'desktop'],
  terminals: ['terminals'],
  notifications: ['notifications'],
  network: ['network'],
} as const satisfies Record<string, ReadonlyArray<keyof Settings>>;

export type ResettableSection = keyof typeof GROUPS;
export const RESETTABLE = Object.keys(GROUPS) as ReadonlyArray<ResettableSection>;

/** What a setting is called in the window, by its name in the file. */
const LABELS: Readonly<Record<string, string>> = {
  'appearance.theme': 'Theme',
  'appearance.fontFamily': 'Font',
  'appearance.fontSize': 'Font size',
  'appearance.cursorBlink': 'Blinking cursor',
  'appearance.screenReader': 'Screen reader mode',
  'terminals.shell': 'Shell',
  'terminals.scrollback': 'Lines kept',
  'terminals.confirmPaste': 'Ask before pasting',
  'notifications.bell': 'Bell',
  'notifications.finished': 'Command finished',
  'notifications.ended': 'Terminal ended',
  'notifications.quiet': 'Quiet hours',
  'network.host': 'Address',
  'network.port': 'Port',
  'network.lan': 'Reachable from phones',
  'network.mdns': 'Told to the local network',
  'desktop.openAtLogin': 'Open at login',
  'desktop.keepAwake': 'Keep awake',
  'desktop.checkForUpdates': 'Look for updates',
};

/** The labels of the settings of some sections that are not at their defaults. */
export function changedIn(settings: Settings, sections: ReadonlyArray<ResettableSection>): ReadonlyArray<string> {
  return sections.flatMap((section) =>
    GROUPS[section].flatMap((group) => {
      const now: Readonly<Record<string, unknown>> = settings[group];
      const usual: Readonly<Record<string, unknown>> = defaultSettings[group];
      return Object.keys(usual)
        .filter((name) => JSON.stringify(now[name]) !== JSON.stringify(usual[name]))
        .map((name) => LABELS[`${group}.${name}`] ?? name);
    }),
  );
}

/** The change that puts a section back to its defaults. */
export function resetPatch(section: ResettableSection): SettingsPatch {
  return Object.fromEntries(GROUPS[section].map((group) => [group, defaultSettings[group]]));
}
