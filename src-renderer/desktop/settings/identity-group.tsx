import { LoaderCircle } from 'lucide-react';
import { type ReactNode, useRef, useState } from 'react';
import { useStore } from 'zustand';
import type { SecretsInfo } from '../../../src-shared/protocol/channels/hub/state.ts';
import { Button } from '../../ui/kit/button.tsx';
import { Confirm } from '../../ui/kit/confirm.tsx';
import { CopyButton } from '../../ui/kit/copy-button.tsx';
import { Group, Row } from '../../ui/kit/row.tsx';
import { useSettingsWindow } from './use-settings-window.ts';

/** By what phones know this install, and where the key is that seals its secrets. */
export function IdentityGroup(): ReactNode {
  const { session, clock } = useSettingsWindow();
  const told = useStore(session.hub, ({ condition }) => condition === 'current');
  const secrets = useStore(session.hub, ({ state }) => state.secrets);
  return (
    <Group title="This install">
      <Row
        composite
        label="Fingerprint"
        hint={
          secrets.fingerprint === null ? (
            told ? (
              'Known once the secrets can be opened.'
            ) : (
              'Asking the hub…'
            )
          ) : (
            <span className="select-all break-words font-mono">{secrets.fingerprint}</span>
          )
        }
      >
        {secrets.fingerprint !== null && (
          <CopyButton clock={clock} text={secrets.fingerprint}>
            Copy
          </CopyButton>
        )}
      </Row>
      {told && <SecretsRow secrets={secrets} />}
    </Group>
  );
}

function SecretsRow({ secrets }: { readonly secrets: SecretsInfo }): ReactNode {
  const { session } = useSettingsWindow();
  const [error, setError] = useState<string>();
  const ask = (method: 'hub.secrets.retry' | 'hub.secrets.reset'): void => {
    setError(undefined);
    session.client.request(method, {}).catch((thrown: Error) => setError(thrown.message));
  };
  return (
    <Row composite wide label="Secrets" hint={secrets.sentence} error={error}>
      {secrets.phase === 'opening' && (
        <LoaderCircle className="size-4 text-muted motion-safe:animate-spin" aria-label="Waiting" />
      )}
      {(secrets.phase === 'locked' || secrets.phase === 'unavailable') && (
        <Button onClick={() => ask('hub.secrets.retry')}>Try again</Button>
      )}
      {secrets.phase === 'unavailable' && <StartAnewButton onConfirm={() => ask('hub.secrets.reset')} />}
    </Row>
  );
}

function StartAnewButton({ onConfirm }: { readonly onConfirm: () => void }): ReactNode {
  const [asking, setAsking] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  return (
    <>
      <Button ref={button} onClick={() => setAsking(true)}>
        Start anew…
      </Button>
      {asking && (
        <Confirm
          title="Give up the sealed secrets?"
          description="What was sealed cannot be read again. Homeport gets a new key and a new fingerprint, so every phone must be paired again."
          confirm="Start anew"
          danger
          onCancel={() => setAsking(false)}
          onConfirm={() => {
            setAsking(false);
            onConfirm();
          }}
          finalFocus={() => button.current}
        />
      )}
    </>
  );
}
