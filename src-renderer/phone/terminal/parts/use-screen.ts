import { createContext, useContext, useSyncExternalStore } from 'react';
import { useStore } from 'zustand';
import type { TerminalInfo } from '../../../../src-shared/protocol/channels/terminal/state.ts';
import type { PhoneScreen } from '../phone-screen.ts';
import type { DeviceHabits } from '../state/device-habits.ts';
import type { Standing } from '../state/driving.ts';
import type { ScreenState } from '../state/screen-state.ts';

export const ScreenContext: React.Context<PhoneScreen | undefined> = createContext<PhoneScreen | undefined>(undefined);

export function useScreen(): PhoneScreen {
  const screen = useContext(ScreenContext);
  if (screen === undefined) throw new Error('this part is drawn outside of a terminal screen');
  return screen;
}

export function useScreenState<T>(select: (state: ScreenState) => T): T {
  return useStore(useScreen().store, select);
}

export function useHabits<T>(select: (habits: DeviceHabits) => T): T {
  return useStore(useScreen().habits, select);
}

export function useInfo(): TerminalInfo | undefined {
  const { session, id } = useScreen().options;
  return useStore(session.terminals, ({ state }) => state.terminals[id]);
}

export function useStanding(): Standing {
  const { driving } = useScreen();
  return useSyncExternalStore(
    (changed) => {
      const listening = driving.onChange(changed);
      return () => listening.dispose();
    },
    () => driving.standing,
  );
}
