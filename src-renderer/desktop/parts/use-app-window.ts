import { createContext, useContext, useSyncExternalStore } from 'react';
import { useStore } from 'zustand';
import type { Badge } from '../../../src-shared/attention/attention.ts';
import type { Clock } from '../../../src-shared/base/clock.ts';
import { invariant } from '../../../src-shared/base/invariant.ts';
import type { ConnectionState } from '../../../src-shared/client/connection-state.ts';
import type { TerminalInfo } from '../../../src-shared/protocol/channels/terminal/state.ts';
import type { LiveTerminal } from '../../ui/terminal/live-terminal.ts';
import type { AppWindow } from '../state/app-window.ts';

export const AppWindowContext = createContext<AppWindow | null>(null);

export function useAppWindow(): AppWindow {
  const app = useContext(AppWindowContext);
  invariant(app !== null, 'a part of the window outside of the window');
  return app;
}

export function useConnection(): ConnectionState {
  return useStore(useAppWindow().session.connection);
}

export function useConnected(): boolean {
  return useStore(useAppWindow().session.connection, (state) => state.kind === 'open');
}

/** This window's connection id, as drivers are named by it. */
export function useOwnConnection(): string | undefined {
  return useStore(useAppWindow().session.connection, (state) =>
    state.kind === 'open' ? state.welcome.connection : undefined,
  );
}

export function useTerminal(id: string | undefined): TerminalInfo | undefined {
  return useStore(useAppWindow().session.terminals, ({ state }) =>
    id === undefined ? undefined : state.terminals[id],
  );
}

export function useTerminals(): Readonly<Record<string, TerminalInfo>> {
  return useStore(useAppWindow().session.terminals, ({ state }) => state.terminals);
}

/** Whether the hub has told which terminals there are; before that "none" would be a guess. */
export function useTerminalsKnown(): boolean {
  return useStore(
    useAppWindow().session.terminals,
    ({ state, condition }) => condition === 'current' || Object.keys(state.terminals).length > 0,
  );
}

export function useBadge(id: string): Badge | undefined {
  return useStore(useAppWindow().attention.badges, (badges) => badges[id]);
}

/** The view behind a pane, once it is there. */
export function useLive(id: string | undefined): LiveTerminal | undefined {
  const { live } = useAppWindow();
  return useSyncExternalStore(
    (changed) => {
      const listening = live.onChange(changed);
      return () => listening.dispose();
    },
    () => (id === undefined ? undefined : live.get(id)),
  );
}

/** Whole seconds since `monotonic`, counted as they pass. */
export function useSecondsSince(clock: Clock, monotonic: number | null): number | undefined {
  const seconds = useSyncExternalStore(
    (changed) => {
      const ticking = clock.every(500, changed);
      return () => ticking.dispose();
    },
    () => (monotonic === null ? -1 : Math.floor((clock.monotonic() - monotonic) / 1000)),
  );
  return seconds < 0 ? undefined : seconds;
}
