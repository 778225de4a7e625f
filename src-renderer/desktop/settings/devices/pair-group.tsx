import { Smartphone } from 'lucide-react';
import { type ReactNode, useRef } from 'react';
import { useStore } from 'zustand';
import type { PairingState } from '../../../../src-shared/protocol/channels/pairing/state.ts';
import { Button } from '../../../ui/kit/button.tsx';
import { Group, Row } from '../../../ui/kit/row.tsx';
import { useSettingsWindow } from '../use-settings-window.ts';
import { PairDialog } from './pair/pair-dialog.tsx';
import { Refusals } from './pair/refusals.tsx';

/** Where a phone is let in, and what came of tries that were not the user's. */
export function PairGroup(): ReactNode {
  const { pairing, pairingOpen, go } = useSettingsWindow();
  const { state, condition } = useStore(pairing);
  const open = useStore(pairingOpen);
  const button = useRef<HTMLButtonElement>(null);
  const close = (): void => pairingOpen.setState(false, true);
  const mayNot = condition === 'refused';
  return (
    <Group title="Pair a phone">
      <Row composite label={labelOf(state)} hint={mayNot ? 'This browser may not let others in.' : hintOf(state, open)}>
        {!mayNot && (
          <Button ref={button} look="primary" onClick={() => pairingOpen.setState(true, true)}>
            <Smartphone className="size-3.5" aria-hidden />
            {state.request === null ? 'Pair a phone…' : 'Answer…'}
          </Button>
        )}
      </Row>
      {state.refusals.length > 0 && <Refusals className="rounded-t-none" />}
      {open && (
        <PairDialog
          onClose={close}
          onNetwork={() => {
            close();
            go('network');
          }}
          finalFocus={() => button.current}
        />
      )}
    </Group>
  );
}

function labelOf({ request }: PairingState): string {
  return request === null ? 'Use your terminals from a phone' : 'A phone waits to be let in';
}

function hintOf({ offer, request }: PairingState, isOwn: boolean): ReactNode {
  if (request !== null)
    return (
      <>
        It calls itself <bdi>{request.name}</bdi>, at {request.from}.
      </>
    );
  if (offer !== null && !isOwn)
    return 'A code is open, made in another window or by “homeport pair”. Another one takes its place.';
  return 'Scan a code with its camera. It needs no account, and nothing leaves your machines.';
}
