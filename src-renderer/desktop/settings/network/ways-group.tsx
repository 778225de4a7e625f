import type { ReactNode } from 'react';
import { useStore } from 'zustand';
import { CopyButton } from '../../../ui/kit/copy-button.tsx';
import { Group, Row } from '../../../ui/kit/row.tsx';
import { useAsked, useSettingsWindow } from '../use-settings-window.ts';
import { wayInWords } from './network-words.ts';

/** Every address by which the hub is reached now, and what each protects from. */
export function WaysGroup(): ReactNode {
  const { session, network, clock } = useSettingsWindow();
  const { state } = useStore(network);
  const asked = useAsked(() => session.client.request('hub.status.read', {}));
  // Until the channel has spoken, its own address is what is known.
  const own = asked.kind === 'answer' ? [{ origin: asked.answer.url, level: 'local' as const }] : [];
  const ways = state.entrances.length > 0 ? state.entrances : own;
  return (
    <Group title="Ways in">
      {ways.map(({ origin, level }) => {
        const { title, sentence } = wayInWords(level);
        return (
          <Row
            key={origin}
            composite
            label={title}
            hint={
              <>
                <span className="block select-all break-all font-mono text-text">{origin}</span>
                <span className="block">{sentence}</span>
              </>
            }
          >
            <CopyButton clock={clock} text={origin}>
              Copy
            </CopyButton>
          </Row>
        );
      })}
      {ways.length === 0 && <Row composite label={asked.kind === 'refused' ? asked.sentence : 'Asking the hub…'} />}
    </Group>
  );
}
