import type { ReactNode } from 'react';
import { Group, Row } from '../../../ui/kit/row.tsx';
import { AuthorityRows } from './authority-rows.tsx';
import { TailscaleRows } from './tailscale-rows.tsx';

/** What protects phones better than plain http in the local network. */
export function BetterGroup(): ReactNode {
  return (
    <Group title="Better connections">
      <Row
        composite
        label="What https is for"
        hint="Over plain http, somebody who controls the network could change the page that phones load. Https protects from that as well; the phone can then type from any network, install the page like an app, open it offline and be notified."
      />
      <AuthorityRows />
      <TailscaleRows />
    </Group>
  );
}
