import type { TraySection } from '../tray-model.ts';
import { actionsSection } from './actions-section.ts';
import { hubSection } from './hub-section.ts';
import { quitSection } from './quit-section.ts';
import { switchesSection } from './switches-section.ts';
import { terminalsSection } from './terminals-section.ts';
import { waitingSection } from './waiting-section.ts';

/** The menu in reading order. What modules contribute stands between the actions and the switches. */
export function traySections(contributed: ReadonlyArray<TraySection> = []): ReadonlyArray<TraySection> {
  return [hubSection, terminalsSection, waitingSection, actionsSection, ...contributed, switchesSection, quitSection];
}
