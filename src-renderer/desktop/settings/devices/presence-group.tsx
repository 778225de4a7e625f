import type { ReactNode } from 'react';
import { useStore } from 'zustand';
import { labelOf } from '../../../../src-shared/labels/terminal-label.ts';
import { Group, Row } from '../../../ui/kit/row.tsx';
import { useAsked, useSettingsWindow } from '../use-settings-window.ts';
import { ago } from './role-words.ts';

/** Who drives and who watches each terminal now, and who typed into it last. Never what. */
export function PresenceGroup(): ReactNode {
  const { session, devices, clock } = useSettingsWindow();
  const known = useStore(devices, ({ state }) => state.devices);
  const terminals = useStore(session.terminals, ({ state }) => state.terminals);
  const clients = useStore(session.presence, ({ state }) => state.clients);
  const drivers = Object.values(terminals)
    .map(({ driver }) => driver?.connection ?? '')
    .join();
  const asked = useAsked(() => session.client.request('device.typing.list', { limit: 200 }), drivers);
  const typed = asked.kind === 'answer' ? asked.answer.typing : [];
  const running = Object.values(terminals).filter(({ phase }) => phase.kind === 'running');
  if (running.length === 0) return null;
  return (
    <Group title="Terminals now">
      {running.map((info) => {
        const watching = Object.values(clients).filter(
          ({ viewing, connection }) => viewing === info.id && connection !== info.driver?.connection,
        );
        const last = typed.find(({ terminal }) => terminal === info.id);
        const lines = [
          info.driver === null ? 'Nobody drives it.' : `${info.driver.name} drives it.`,
          watching.length === 0 ? '' : `${watching.map(({ name }) => name).join(', ')} watching.`,
          last === undefined
            ? ''
            : `${known[last.device]?.name ?? 'A device that is gone'} typed ${ago(last.until, clock.now())}.`,
        ];
        return (
          <Row key={info.id} composite label={labelOf(info)} hint={lines.filter((each) => each !== '').join(' ')} />
        );
      })}
    </Group>
  );
}
