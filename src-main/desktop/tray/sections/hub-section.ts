import type { ShellState } from '../../shell.ts';
import type { TrayEntry, TraySection } from '../tray-model.ts';

/** Where the hub is, who is connected, and whether it has trouble. */
export const hubSection: TraySection = (state, { address, intents }) => {
  const lines: TrayEntry[] = [{ kind: 'line', id: 'hub', label: hubLine(state, address) }];
  if (state.connection.kind !== 'open') return lines;
  const clients = clientCount(state);
  lines.push({
    kind: 'line',
    id: 'clients',
    label: clients === 1 ? '1 client connected' : `${clients} clients connected`,
  });
  const troubles = Object.keys(state.hub.troubles).length;
  if (troubles > 0) {
    const label = troubles === 1 ? 'Something needs your eye…' : `${troubles} things need your eye…`;
    lines.push({ kind: 'action', id: 'troubles', label, run: () => intents.showWindow() });
  }
  return lines;
};

function hubLine({ connection }: ShellState, address: string | null): string {
  switch (connection.kind) {
    case 'open':
      return address === null ? 'Homeport is running' : `Homeport at ${address}`;
    case 'connecting':
    case 'waiting':
      return 'Connecting to the hub…';
    case 'refused':
      return 'The hub does not let this app in';
    case 'closed':
      return 'The hub has stopped';
  }
}

/** Connections, without the one that this menu is fed by. */
function clientCount({ connection, presence }: ShellState): number {
  const own = connection.kind === 'open' ? connection.welcome.connection : undefined;
  return Object.keys(presence.clients).filter((id) => id !== own).length;
}
