import type { TraySection } from '../tray-model.ts';

/** What can be begun from anywhere. */
export const actionsSection: TraySection = (state, { intents }) => [
  { kind: 'action', id: 'show-window', label: 'Show Homeport', run: () => intents.showWindow() },
  ...(state.connection.kind === 'open'
    ? [
        { kind: 'action', id: 'new-terminal', label: 'New terminal', run: () => intents.newTerminal() } as const,
        { kind: 'action', id: 'pair', label: 'Pair a phone…', run: () => intents.openSettings('pair') } as const,
      ]
    : []),
  { kind: 'action', id: 'settings', label: 'Settings…', run: () => intents.openSettings('general') },
];
