import type { HubClient } from '../../../src-shared/client/hub-client.ts';
import type { PairingRequest, PairingState } from '../../../src-shared/protocol/channels/pairing/state.ts';
import type { CoreParams, CoreResult } from '../../../src-shared/protocol/request-table.ts';
import { hubClient } from '../../access/hub-client.ts';
import { writeHubFile } from '../../access/hub-file.ts';
import type { LocalNetwork } from '../network/networks.ts';
import { startTestHub, type TestHub, type TestHubOptions } from './test-hub.ts';
import { TestPhone } from './test-phone.ts';

/** A network that every Linux has: another address of loopback, which is told as if it led to a Wi-Fi. */
export const HOME: LocalNetwork = {
  id: 'n_home',
  interface: 'wlan0',
  address: '127.0.0.2',
  subnet: '127.0.0.0/8',
  gateway: '127.0.0.1',
};

/** Networks as a test says; nobody is told by mDNS. */
export function paperNetworks(
  list: readonly LocalNetwork[] = [HOME],
): Pick<NonNullable<TestHubOptions['platform']>, 'networks' | 'advertiser'> {
  return {
    networks: { list: () => list, onChanged: () => ({ dispose() {} }), look: async () => {} },
    advertiser: { advertise: () => ({ dispose() {} }) },
  };
}

/** A hub that phones can reach, and somebody at its command line who lets them in. */
export class PairingTable {
  readonly hub: TestHub;
  readonly operator: HubClient;

  private constructor(hub: TestHub, operator: HubClient) {
    this.hub = hub;
    this.operator = operator;
  }

  static async lay(options: TestHubOptions = {}): Promise<PairingTable> {
    const hub = await startTestHub({ ...options, platform: { ...paperNetworks(), ...options.platform } });
    await writeHubFile(hub.dataDir, { url: hub.hub.url, version: '0.1.0' });
    const operator = hubClient(hub.dataDir);
    await operator.opened();
    const table = new PairingTable(hub, operator);
    // Its own key comes from the secrets, which nobody waits for at the start.
    for (let known = false; !known; )
      known = (await operator.request('hub.status.read', {})).secrets?.fingerprint !== null;
    await operator.request('network.lan.open', {});
    return table;
  }

  /** Clears the table. */
  async clear(): Promise<void> {
    this.operator.dispose();
    await this.hub.close();
  }

  offer(): Promise<CoreResult<'pairing.offer'>> {
    return this.operator.request('pairing.offer', {});
  }

  state(): Promise<PairingState> {
    return this.operator.request('pairing.list', {});
  }

  /** Whoever waits to be let in. */
  async asker(): Promise<PairingRequest> {
    for (;;) {
      const { request } = await this.state();
      if (request !== null) return request;
    }
  }

  async approve(
    number: string,
    more: Partial<CoreParams<'pairing.approve'>> = {},
  ): Promise<CoreResult<'pairing.approve'>> {
    const { id } = await this.asker();
    return this.operator.request('pairing.approve', { request: id, number, role: 'admin', expiresAt: null, ...more });
  }

  /** A phone that was let in the usual way. */
  async phone(more: Partial<CoreParams<'pairing.approve'>> = {}): Promise<TestPhone> {
    const phone = new TestPhone();
    const pairing = phone.pair((await this.offer()).url);
    await this.approve(await phone.shown(), more);
    await pairing;
    return phone;
  }

  /** Where phones reach the hub by the network. */
  async origin(): Promise<string> {
    const { network } = await this.operator.request('network.list', {});
    return network.entrances.find(({ level }) => level === 'L0')?.origin ?? '';
  }
}
