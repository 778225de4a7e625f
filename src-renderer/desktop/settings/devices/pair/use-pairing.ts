import { useEffect, useRef, useState } from 'react';
import { useStore } from 'zustand';
import type { DeviceInfo } from '../../../../../src-shared/protocol/channels/device/state.ts';
import type { PairingRequest } from '../../../../../src-shared/protocol/channels/pairing/state.ts';
import type { CoreParams } from '../../../../../src-shared/protocol/request-table.ts';
import type { TrustLevel } from '../../../../../src-shared/protocol/trust.ts';
import { useSettingsWindow } from '../../use-settings-window.ts';
import { type Offered, type PairStep, pairStep } from './pair-step.ts';

/** The operator's yes, but for whom it is. */
export type Approval = Omit<CoreParams<'pairing.approve'>, 'request'>;

/** A pairing as the dialog shows it, and what can be done about it. */
export interface PairingDialogState {
  readonly step: PairStep;
  /** Something is under way. */
  readonly busy: boolean;
  /** Why the last thing that was asked for was not done. */
  readonly error: string | undefined;
  listen(): void;
  retrySecrets(): void;
  /** Makes a code in the place of any earlier one; by the way that the hub thinks best, or this one. */
  offer(level?: TrustLevel): void;
  approve(request: PairingRequest, approval: Approval): void;
  /** The offer is withdrawn, and whoever took it refused. */
  refuse(): void;
}

/** One pairing, from what stands in its way to the phone that is in. It makes its first code by itself. */
export function usePairing(): PairingDialogState {
  const { session, clock, pairing: pairingStore, network: networkStore, devices } = useSettingsWindow();
  const { client } = session;
  const { state: pairing, condition } = useStore(pairingStore);
  const network = useStore(networkStore, ({ state }) => state);
  const secrets = useStore(session.hub, ({ state }) => state.secrets);
  // Who was let in before this dialog, once the hub has told it.
  const [before, setBefore] = useState<{ readonly paired: string | null }>();
  const elsewhere = useStore(devices, ({ state }) =>
    before === undefined || pairing.paired === null || pairing.paired === before.paired
      ? undefined
      : state.devices[pairing.paired],
  );
  const [offered, setOffered] = useState<Offered>();
  const [answering, setAnswering] = useState<PairingRequest>();
  const [seen, setSeen] = useState(false);
  const [letIn, setLetIn] = useState<DeviceInfo>();
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<string>();
  const step = pairStep({
    pairing,
    condition,
    network,
    secrets,
    offered,
    answering,
    begun: seen || offered !== undefined,
    device: letIn ?? elsewhere,
    now: clock.now(),
  });

  const run = async (act: () => Promise<void>): Promise<void> => {
    setError(undefined);
    setBusy(true);
    try {
      await act();
    } catch (thrown) {
      setError(thrown instanceof Error ? thrown.message : String(thrown));
    }
    setBusy(false);
  };
  const offer = (level?: TrustLevel): void =>
    void run(async () => setOffered(await client.request('pairing.offer', level === undefined ? {} : { level })));

  useEffect(() => {
    if (condition === 'current') setBefore((known) => known ?? { paired: pairing.paired });
  }, [condition, pairing.paired]);
  useEffect(() => {
    if (pairing.request !== null) setSeen(true);
  }, [pairing.request]);
  // Networks may have changed since anybody looked; what cannot be asked now is told by the connection's own bar.
  useEffect(() => void client.request('network.list', {}).catch(() => {}), [client]);
  const hasOffered = useRef(false);
  // biome-ignore lint/correctness/useExhaustiveDependencies: becoming ready is what asks for the first code
  useEffect(() => {
    if (step.kind !== 'ready' || hasOffered.current) return;
    hasOffered.current = true;
    offer();
  }, [step.kind]);

  return {
    step,
    busy,
    error,
    offer,
    listen: () => void run(async () => void (await client.request('network.lan.open', {}))),
    retrySecrets: () => void run(async () => void (await client.request('hub.secrets.retry', {}))),
    refuse: () => void run(async () => void (await client.request('pairing.cancel', {}))),
    approve: (request, approval) => {
      setAnswering(request);
      void run(async () => {
        try {
          const { device } = await client.request('pairing.approve', { request: request.id, ...approval });
          setLetIn({ ...device, lastLevel: request.level });
        } finally {
          setAnswering(undefined);
        }
      });
    },
  };
}
