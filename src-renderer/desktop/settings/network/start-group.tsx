import { type ReactNode, useState } from 'react';
import { useStore } from 'zustand';
import { Button } from '../../../ui/kit/button.tsx';
import { Group, Row } from '../../../ui/kit/row.tsx';
import { enteredPort } from '../entered.ts';
import { ChoiceRow, TextRow } from '../setting-rows.tsx';
import { useAsked, useSetting, useSettingsWindow } from '../use-settings-window.ts';

const HOSTS = [
  { value: '127.0.0.1', label: 'IPv4' },
  { value: '::1', label: 'IPv6' },
] as const;

/** What the hub takes at its next start. */
export function StartGroup(): ReactNode {
  const { session, settings } = useSettingsWindow();
  const asked = useAsked(() => session.client.request('hub.status.read', {}));
  const host = useSetting<'127.0.0.1' | '::1'>(
    ({ network }) => network.host,
    (value) => ({ network: { host: value } }),
  );
  const port = useSetting(
    ({ network }) => network.port,
    (value) => ({ network: { port: value } }),
  );
  const wished = useStore(settings.values, ({ network }) => addressOf(network.host, network.port));
  const url = asked.kind === 'answer' ? asked.answer.url : undefined;
  return (
    <Group title="At the next start">
      <ChoiceRow label="Protocol" setting={host} options={HOSTS} />
      <TextRow
        label="Port"
        hint="If another program has taken it by then, Homeport takes a free one and says so. Phones find the new one where they are told of it (mDNS)."
        setting={port}
        entered={enteredPort}
        numeric
      />
      {url !== undefined && !sameAddress(url, wished) && <RestartRow wished={wished} />}
    </Group>
  );
}

function addressOf(host: string, port: number): string {
  return `http://${host.includes(':') ? `[${host}]` : host}:${port}`;
}

function sameAddress(one: string, other: string): boolean {
  return new URL(one).host === new URL(other).host;
}

/** What is set and what is in use are two things until Homeport starts again. */
function RestartRow({ wished }: { readonly wished: string }): ReactNode {
  const { desktop } = useSettingsWindow();
  const [error, setError] = useState<string>();
  const restart = (): void => {
    desktop?.restart().catch(() => setError('Homeport could not restart itself. Quit it and start it again.'));
  };
  return (
    <Row
      composite
      label="Takes effect when Homeport starts again"
      hint={
        <>
          At <span className="font-mono">{wished}</span>, unless it is started with a port of its own. Terminals go on
          meanwhile.
        </>
      }
      error={error}
    >
      {desktop !== undefined && (
        <Button look="primary" onClick={restart}>
          Restart now
        </Button>
      )}
    </Row>
  );
}
