import { type ReactNode, useRef, useState } from 'react';
import { useStore } from 'zustand';
import type { NetworkInfo } from '../../../../src-shared/protocol/channels/network/state.ts';
import { Button } from '../../../ui/kit/button.tsx';
import { Confirm } from '../../../ui/kit/confirm.tsx';
import { Group, Row } from '../../../ui/kit/row.tsx';
import { useSettingsWindow } from '../use-settings-window.ts';
import { dayOf, networkTitle } from './network-words.ts';
import { useAct } from './use-act.ts';

/** How long the hub lets such a word stand, ms. */
const WORD_MS = 30 * 24 * 60 * 60 * 1000;

/** The networks that this computer is in, and the operator's word for each. */
export function PlacesGroup(): ReactNode {
  const { network } = useSettingsWindow();
  const { state, condition } = useStore(network);
  return (
    <Group title="Networks of this computer">
      {state.networks.map((place) => (
        <PlaceRow key={`${place.id} ${place.address}`} place={place} />
      ))}
      {state.networks.length === 0 && (
        <Row composite label={condition === 'stale' ? 'Asking the hub…' : 'It is in none just now'} />
      )}
    </Group>
  );
}

function PlaceRow({ place }: { readonly place: NetworkInfo }): ReactNode {
  const { session, clock } = useSettingsWindow();
  const { id, address, subnet, gateway, trustedUntil } = place;
  const act = useAct();
  const [asking, setAsking] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  const title = networkTitle(place);
  const say = (method: 'network.trust.allow' | 'network.trust.forget'): void =>
    act.run(() => session.client.request(method, { network: id }));
  return (
    <Row
      composite
      wide
      label={title}
      hint={
        <>
          <span className="block">
            <span className="font-mono">{subnet}</span>
            {gateway !== null && (
              <>
                , gateway <span className="font-mono">{gateway}</span>
              </>
            )}
            ; this computer is <span className="font-mono">{address}</span>
          </span>
          <span className="block" role="status">
            {trustedUntil === null
              ? 'Phones with full control that come from here by plain http watch and approve. They do not type.'
              : `By your word, phones with full control also type from here by plain http, until ${dayOf(trustedUntil)}.`}
          </span>
        </>
      }
      error={act.error}
    >
      {trustedUntil === null ? (
        <Button
          ref={button}
          aria-label={`Trust for thirty days…: ${title}`}
          focusableWhenDisabled
          disabled={act.busy}
          onClick={() => setAsking(true)}
        >
          Trust for thirty days…
        </Button>
      ) : (
        <Button
          ref={button}
          aria-label={`Take back: the word for ${title}`}
          focusableWhenDisabled
          disabled={act.busy}
          onClick={() => say('network.trust.forget')}
        >
          Take back
        </Button>
      )}
      {asking && (
        <Confirm
          title={`Trust ${title} for thirty days?`}
          description={
            <>
              <p>
                Phones with full control may then type from this network by plain http, until{' '}
                {dayOf(clock.now() + WORD_MS)}.
              </p>
              <p className="mt-2">
                That is protected from eavesdroppers, not from someone who controls this network: they could type as
                your phone. Say yes at home, and no in a café. Https needs no such word.
              </p>
            </>
          }
          confirm="Trust this network"
          onCancel={() => setAsking(false)}
          onConfirm={() => {
            setAsking(false);
            say('network.trust.allow');
          }}
          finalFocus={() => button.current}
        />
      )}
    </Row>
  );
}
