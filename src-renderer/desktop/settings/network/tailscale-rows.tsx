import type { ReactNode } from 'react';
import { useStore } from 'zustand';
import type { TailscaleInfo } from '../../../../src-shared/protocol/channels/tailscale/requests.ts';
import { ProtocolError } from '../../../../src-shared/protocol/errors.ts';
import { Button } from '../../../ui/kit/button.tsx';
import { CopyButton } from '../../../ui/kit/copy-button.tsx';
import { Row } from '../../../ui/kit/row.tsx';
import { useAsked, useSettingsWindow } from '../use-settings-window.ts';
import { type Act, useAct } from './use-act.ts';

const LABEL = 'Https through Tailscale';

/** Whether Tailscale serves the hub to the user's own devices everywhere: how it is, what will be run, its address. */
export function TailscaleRows(): ReactNode {
  const { session, network } = useSettingsWindow();
  const ways = useStore(network, ({ state }) => state.entrances.filter(({ level }) => level === 'L2').length);
  const act = useAct();
  const asked = useAsked(
    () => session.client.request('tailscale.serve.read', {}).catch(whereItIsMissing),
    `${ways} ${act.turn}`,
  );
  if (asked.kind === 'asking') return <Row composite label={LABEL} hint="Asking Tailscale…" />;
  if (asked.kind === 'refused') return <Row composite label={LABEL} error={asked.sentence} />;
  if (asked.answer === undefined)
    return <Row composite label={LABEL} hint="This Homeport cannot ask Tailscale to serve it. Newer ones can." />;
  return <Known tailscale={asked.answer.tailscale} act={act} />;
}

/** A hub from before this part answers as to any method that it does not know. */
function whereItIsMissing(thrown: unknown): undefined {
  if (thrown instanceof ProtocolError && thrown.error === 'methodNotFound') return undefined;
  throw thrown;
}

function Known({ tailscale, act }: { readonly tailscale: TailscaleInfo; readonly act: Act }): ReactNode {
  const { clock } = useSettingsWindow();
  const { phase, sentence, origin, command } = tailscale;
  const failed = phase === 'failed' ? sentence : undefined;
  return (
    <>
      <Row
        composite
        label={LABEL}
        hint={
          <>
            {failed === undefined && (
              <span className="block" role="status">
                {sentence}
              </span>
            )}
            {(phase === 'ready' || phase === 'failed') && (
              <span className="mt-1 block">
                Homeport will run <code className="font-mono text-text [overflow-wrap:anywhere]">{command}</code>. It
                serves your own devices alone; what Tailscale says of a visitor is never taken for a proof.
              </span>
            )}
          </>
        }
        error={act.error ?? failed}
      >
        <TailscaleButtons tailscale={tailscale} act={act} />
      </Row>
      {phase === 'serving' && origin !== null && (
        <Row composite label="Its address" hint={<span className="select-all break-all font-mono">{origin}</span>}>
          <CopyButton clock={clock} text={origin}>
            Copy
          </CopyButton>
        </Row>
      )}
    </>
  );
}

function TailscaleButtons({ tailscale, act }: { readonly tailscale: TailscaleInfo; readonly act: Act }): ReactNode {
  const { session } = useSettingsWindow();
  const { phase, wished = phase === 'serving' } = tailscale;
  const button = (label: string, method: 'tailscale.serve.read' | 'tailscale.serve.start' | 'tailscale.serve.stop') => (
    // Another deed is another button: a press that began on one never does the other.
    <Button
      key={method}
      focusableWhenDisabled
      disabled={act.busy}
      onClick={() => act.run(() => session.client.request(method, {}))}
    >
      {label}
    </Button>
  );
  if (phase === 'serving') return button('Stop serving', 'tailscale.serve.stop');
  if (phase === 'ready') return button('Start serving', 'tailscale.serve.start');
  if (wished)
    return (
      <>
        {button('Give it up', 'tailscale.serve.stop')}
        {button('Try again', 'tailscale.serve.start')}
      </>
    );
  // It was asked for and refused: what helps stands in the sentence.
  if (phase === 'failed') return button('Try again', 'tailscale.serve.start');
  return button('Look again', 'tailscale.serve.read');
}
