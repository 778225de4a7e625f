import { Smartphone, TriangleAlert } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import { useStore } from 'zustand';
import type { NetworkState } from '../../../../src-shared/protocol/channels/network/state.ts';
import type { CoreResult } from '../../../../src-shared/protocol/request-table.ts';
import { Button } from '../../../ui/kit/button.tsx';
import { Group, Row } from '../../../ui/kit/row.tsx';
import { useSettingsWindow } from '../use-settings-window.ts';
import { QrCode } from './qr-code.tsx';
import { RequestCard } from './request-card.tsx';
import { levelWords, refusalWords } from './role-words.ts';
import { useSecondsUntil } from './use-seconds-until.ts';

type Offered = CoreResult<'pairing.offer'>;

/** Lets a phone in: a code to scan, a number to pick, and what it may do. */
export function PairGroup(): ReactNode {
  const { session, pairing, network: networkStore } = useSettingsWindow();
  const { state, condition } = useStore(pairing);
  const network = useStore(networkStore, ({ state: now }) => now);
  // The secret of an offer is told to whoever asked for it, and kept nowhere else.
  const [offered, setOffered] = useState<Offered>();
  const [asking, setAsking] = useState(false);
  const [error, setError] = useState<string>();
  const mine = offered !== undefined && state.offer?.id === offered.offer.id ? offered : undefined;
  const ask = async (): Promise<void> => {
    setError(undefined);
    setAsking(false);
    try {
      if (!isReachable(network)) await session.client.request('network.lan.open', {});
      setOffered(await session.client.request('pairing.offer', {}));
    } catch (thrown) {
      setError(thrown instanceof Error ? thrown.message : String(thrown));
    }
  };
  const cancel = (): void => {
    session.client.request('pairing.cancel', {}).catch((thrown: Error) => setError(thrown.message));
  };
  if (condition === 'refused')
    return (
      <Group title="Pair a phone">
        <Row composite label="Not from here" hint="This browser may not let others in." />
      </Group>
    );
  if (state.request !== null)
    return (
      <Group title="Pair a phone">
        <RequestCard key={state.request.id} request={state.request} onCancel={cancel} />
      </Group>
    );
  return (
    <Group title="Pair a phone">
      {mine === undefined ? (
        <IdleRow
          network={network}
          asking={asking}
          error={error}
          onPair={() => (isReachable(network) ? void ask() : setAsking(true))}
          onOpen={() => void ask()}
        />
      ) : (
        <OfferCard offered={mine} onCancel={cancel} />
      )}
      {state.refusals.length > 0 && <Refusals lines={state.refusals.slice(-3).map(refusalWords)} />}
    </Group>
  );
}

function isReachable({ entrances }: NetworkState): boolean {
  return entrances.some(({ level }) => level !== 'local');
}

interface IdleRowProps {
  readonly network: NetworkState;
  readonly asking: boolean;
  readonly error: string | undefined;
  readonly onPair: () => void;
  readonly onOpen: () => void;
}

/** The first time, whether the hub may be reached from the network at all is the user's word. */
function IdleRow({ network, asking, error, onPair, onOpen }: IdleRowProps): ReactNode {
  if (!asking)
    return (
      <Row
        composite
        label="Use your terminals from a phone"
        hint="Scan a code with its camera. It needs no account, and nothing leaves your machines."
        error={error}
      >
        <Button look="primary" onClick={onPair}>
          <Smartphone className="size-3.5" aria-hidden />
          Pair a phone…
        </Button>
      </Row>
    );
  const { networks } = network;
  return (
    <Row
      composite
      wide
      label={
        networks.length === 0 ? 'This computer is in no network' : 'May this computer be reached from its networks?'
      }
      hint={
        networks.length === 0
          ? 'Connect it to the Wi-Fi that the phone is in, or set up Tailscale under Network.'
          : `So far it answers itself alone. It would listen on ${networks.map(({ name }) => name).join(' and ')}; only devices that you let in can do anything there. Network has the switch to take it back.`
      }
      error={error}
    >
      {networks.length > 0 && (
        <Button look="primary" onClick={onOpen}>
          Listen there
        </Button>
      )}
    </Row>
  );
}

function OfferCard({ offered, onCancel }: { readonly offered: Offered; readonly onCancel: () => void }): ReactNode {
  const { offer, url, code } = offered;
  const left = useSecondsUntil(offer.expiresAt);
  const where = new URL(url);
  return (
    <div className="flex flex-wrap items-center gap-x-6 gap-y-4 px-4 py-4">
      <QrCode text={url} label="Code to scan with the phone’s camera" />
      <div className="min-w-52 flex-1 text-[13px]">
        <p className="font-medium">Scan this with the phone’s camera.</p>
        <p className="mt-3 text-muted">
          Or open <span className="select-all break-all font-mono text-text">{`${where.host}${where.pathname}`}</span>{' '}
          there and type
        </p>
        <p className="mt-1 select-all font-mono text-[17px] tracking-wide">{code}</p>
        <p className="mt-3 text-muted">
          Good for one phone and <span className="tabular-nums">{left}</span> more seconds. The phone comes{' '}
          {levelWords(offer.level)}.
        </p>
        <Button className="mt-3" onClick={onCancel}>
          Cancel
        </Button>
      </div>
    </div>
  );
}

function Refusals({ lines }: { readonly lines: readonly string[] }): ReactNode {
  return (
    <div role="status" className="flex items-start gap-2 bg-warn-wash px-4 py-2.5 text-[12.5px]">
      <TriangleAlert className="mt-0.5 size-4 shrink-0 text-warn" aria-hidden />
      <ul>
        {lines.map((line, at) => (
          // Two lines may read the same, and none of them moves.
          // biome-ignore lint/suspicious/noArrayIndexKey: see above
          <li key={at}>{line}</li>
        ))}
      </ul>
    </div>
  );
}
