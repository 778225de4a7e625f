import { type ReactNode, useRef, useState } from 'react';
import { useStore } from 'zustand';
import type { NetworkState } from '../../../../src-shared/protocol/channels/network/state.ts';
import { Button } from '../../../ui/kit/button.tsx';
import { Confirm } from '../../../ui/kit/confirm.tsx';
import { Group, Row } from '../../../ui/kit/row.tsx';
import { Switch } from '../../../ui/kit/switch.tsx';
import { isolated } from '../devices/device-words.ts';
import { SwitchRow } from '../setting-rows.tsx';
import { useAsked, useSetting, useSettingsWindow } from '../use-settings-window.ts';
import { inWords, networksInWords } from './network-words.ts';
import { useAct } from './use-act.ts';

/** Whether anybody but this computer reaches the hub, and whether the network is told of it. */
export function ReachGroup(): ReactNode {
  const { session, network: store } = useSettingsWindow();
  const { state, condition } = useStore(store);
  // Networks may have changed since anybody looked; what is found comes by the channel.
  useAsked(() => session.client.request('network.list', {}));
  return (
    <Group title="Reachable from">
      <Row composite label="This computer" hint="Always: by programs and browsers whose key Homeport knows." />
      {condition === 'stale' && state.entrances.length === 0 ? (
        <Row composite label="Phones in your networks" hint="Asking the hub…" />
      ) : (
        <>
          <LanRow network={state} />
          <MdnsRow mdns={state.mdns} isOpen={state.lan.wished} />
        </>
      )}
    </Group>
  );
}

function LanRow({ network }: { readonly network: NetworkState }): ReactNode {
  const { session } = useSettingsWindow();
  const { lan, networks, entrances } = network;
  const act = useAct();
  const [asking, setAsking] = useState(false);
  const row = useRef<HTMLSpanElement>(null);
  const connected = useConnectedByNetwork();
  const open = (): void => act.run(() => session.client.request('network.lan.open', {}));
  const close = (): void => act.run(() => session.client.request('network.lan.close', {}));
  const change = (wished: boolean): void => {
    if (wished) open();
    else if (connected.length > 0) setAsking(true);
    else close();
  };
  const fails = lan.wished && networks.length > 0 && !entrances.some(({ level }) => level === 'L0');
  const error = act.error ?? (fails ? lan.sentence : undefined);
  return (
    <Row label="Phones in your networks" hint={<span role="status">{hintOf(network)}</span>} error={error}>
      {fails && (
        <Button focusableWhenDisabled disabled={act.busy} onClick={open}>
          Try again
        </Button>
      )}
      <span ref={row}>
        <Switch checked={lan.wished} onChange={change} />
      </span>
      {asking && (
        <Confirm
          title="Stop listening in your networks?"
          description={cutWords(connected)}
          confirm="Stop listening"
          onCancel={() => setAsking(false)}
          onConfirm={() => {
            setAsking(false);
            close();
          }}
          finalFocus={() => row.current?.querySelector<HTMLElement>('[role=switch]')}
        />
      )}
    </Row>
  );
}

/** What it means, said before; what it does, while it is on. */
function hintOf({ lan, networks, entrances }: NetworkState): string {
  if (!lan.wished)
    return networks.length === 0
      ? 'Off. This computer is in no network just now; once it is, Homeport would listen there for devices that you let in.'
      : `Off: nobody else reaches Homeport. On, it listens on ${networksInWords(networks)}; only devices that you let in can do anything there.`;
  if (networks.length === 0) return 'On. This computer is in no network just now; Homeport listens as soon as it is.';
  if (!entrances.some(({ level }) => level === 'L0')) return 'On, and it does not work yet.';
  return `On. ${lan.sentence} Only devices that you let in can do anything there.`;
}

/** As many names are read; of more the number says enough. */
const NAMED = 4;

/** Whom closing cuts off, and that it is not for good. */
function cutWords(connected: readonly string[]): string {
  const more = connected.length - NAMED;
  const named = connected.slice(0, NAMED).map(isolated);
  const names = inWords(more > 0 ? [...named, `${more} more`] : named);
  return connected.length === 1
    ? `${names} is connected this way and is cut off now. It stays paired, and comes back when this is on again, or through Tailscale.`
    : `${names} are connected this way and are cut off now. They stay paired, and come back when this is on again, or through Tailscale.`;
}

/** The names of those that would be cut off. */
function useConnectedByNetwork(): readonly string[] {
  const { devices } = useSettingsWindow();
  const all = useStore(devices, ({ state }) => state.devices);
  return Object.values(all).flatMap(({ name, connections, lastLevel }) =>
    connections > 0 && (lastLevel === 'L0' || lastLevel === 'L1') ? [name] : [],
  );
}

function MdnsRow({ mdns, isOpen }: { readonly mdns: NetworkState['mdns']; readonly isOpen: boolean }): ReactNode {
  const setting = useSetting(
    ({ network }) => network.mdns,
    (value) => ({ network: { mdns: value } }),
  );
  const failed = mdns.phase === 'failed' ? mdns.sentence : undefined;
  const hint = !setting.value
    ? 'Off: phones find it by its address alone.'
    : !isOpen
      ? 'While Homeport listens there, phones find it again when its address changes. Nobody gets in by it.'
      : failed === undefined
        ? `${mdns.sentence} Phones find it again when its address changes; nobody gets in by it.`
        : 'It is tried again every minute.';
  return (
    <SwitchRow
      label="Tell the network that it is here (mDNS)"
      hint={hint.trim()}
      setting={{ ...setting, error: setting.error ?? failed }}
    />
  );
}
