import type { TraySection } from '../tray-model.ts';

/** What is on or off, and stays so. Shown once the settings are known. */
export const switchesSection: TraySection = (state, { intents, loginItem, setOpenAtLogin }) => {
  if (!state.caughtUp) return [];
  const { keepAwake } = state.settings.desktop;
  return [
    ...(loginItem === null
      ? []
      : [
          {
            kind: 'switch',
            id: 'open-at-login',
            label: 'Open at login',
            on: loginItem,
            run: setOpenAtLogin,
          } as const,
        ]),
    {
      kind: 'switch',
      id: 'keep-awake',
      label: 'Keep this computer awake while something runs',
      on: keepAwake,
      run: (on) => intents.changeSettings({ desktop: { keepAwake: on } }),
    },
  ];
};
