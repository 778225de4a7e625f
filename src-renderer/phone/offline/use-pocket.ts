import { useStore } from 'zustand';
import { useCompanions } from '../pwa/companions.ts';
import type { KeptScreen, ScreensById } from './kept-screens.ts';
import type { PocketContents } from './pocket.ts';

/** Undefined for the moment in which it is read. */
export function useContents(): PocketContents | undefined {
  return useStore(useCompanions().pocket.contents);
}

const NO_SCREENS: ScreensById = {};
const nothing = { subscribe: () => () => {}, getState: () => NO_SCREENS, getInitialState: () => NO_SCREENS };

export function useKeptScreens(): ScreensById {
  return useStore(useContents()?.screens.store ?? nothing);
}

export function useKeptScreen(terminal: string): KeptScreen | undefined {
  return useKeptScreens()[terminal];
}
