import type { TraySection } from '../tray-model.ts';

/** The end of the menu and of the app. */
export const quitSection: TraySection = (_state, { intents }) => [
  { kind: 'action', id: 'quit', label: 'Quit…', run: () => intents.quit() },
];
