import type { ReactNode } from 'react';
import { useStore } from 'zustand';
import { labelOf } from '../../../../src-shared/labels/terminal-label.ts';
import type { PresentClient } from '../../../../src-shared/protocol/channels/presence/state.ts';
import type { TerminalInfo } from '../../../../src-shared/protocol/channels/terminal/state.ts';
import { Group, Row } from '../../../ui/kit/row.tsx';
import { inWords } from '../network/network-words.ts';
import { useSettingsWindow } from '../use-settings-window.ts';
import { isolated } from './device-words.ts';

/** Who drives and who watches each terminal now. */
export function PresenceGroup(): ReactNode {
  const { session } = useSettingsWindow();
  const terminals = useStore(session.terminals, ({ state }) => state.terminals);
  const clients = useStore(session.presence, ({ state }) => state.clients);
  const running = Object.values(terminals).filter(({ phase }) => phase.kind === 'running');
  return (
    <Group title="Terminals now">
      {running.map((info) => (
        <Row key={info.id} composite label={labelOf(info)} hint={presenceWords(info, Object.values(clients))} />
      ))}
      {running.length === 0 && <Row composite label="None is running" />}
    </Group>
  );
}

/** "iPhone drives it. Chromium on Linux watches it." Several windows of one device are one. */
export function presenceWords({ id, driver }: TerminalInfo, clients: readonly PresentClient[]): string {
  const watching = clients.filter(({ viewing, connection }) => viewing === id && connection !== driver?.connection);
  const names = [...new Map(watching.map(({ device, name }) => [device, isolated(name)])).values()];
  const drives = driver === null ? 'Nobody drives it.' : `${isolated(driver.name)} drives it.`;
  const watches =
    names.length === 0 ? 'Nobody watches.' : `${inWords(names)} ${names.length === 1 ? 'watches' : 'watch'}.`;
  return `${drives} ${watches}`;
}
