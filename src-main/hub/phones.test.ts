import { afterAll, beforeAll, expect, test } from 'vitest';
import type { HubClient } from '../../src-shared/client/hub-client.ts';
import type { PairingState } from '../../src-shared/protocol/channels/pairing/state.ts';
import type { CoreResult } from '../../src-shared/protocol/request-table.ts';
import { hubClient } from '../access/hub-client.ts';
import type { LocalNetwork } from './network/networks.ts';
import { startTestHub, type TestHub } from './testing/test-hub.ts';
import { TestPhone } from './testing/test-phone.ts';
import { until } from './testing/until.ts';

/** A network of this machine alone, so that the test needs no other. */
const HOME: LocalNetwork = {
  id: 'n_home',
  interface: 'wlan0',
  address: '127.0.0.2',
  subnet: '127.0.0.0/8',
  gateway: '127.0.0.1',
};
const networks = { list: () => [HOME], onChanged: () => ({ dispose() {} }), look: async () => {} };
const advertiser = { advertise: () => ({ dispose() {} }) };

let hub: TestHub;
let operator: HubClient;

beforeAll(async () => {
  hub = await startTestHub({ platform: { networks, advertiser } });
  const { writeHubFile } = await import('../access/hub-file.ts');
  await writeHubFile(hub.dataDir, { url: hub.hub.url, version: '0.1.0' });
  operator = hubClient(hub.dataDir);
  await operator.opened();
});
afterAll(async () => {
  operator.dispose();
  await hub.close();
});

const offer = (): Promise<CoreResult<'pairing.offer'>> => operator.request('pairing.offer', {});
const state = (): Promise<PairingState> => operator.request('pairing.list', {});

test('placeholder', async () => {
  await operator.request('network.lan.open', {});
  const { url } = await offer();
  const phone = new TestPhone();
  const let_in = phone.pair(url);
  await expect.poll(async () => (await state()).request).not.toBe(null);
  const { request } = await state();
  await operator.request('pairing.approve', {
    request: request?.id ?? '',
    number: phone.comparison ?? '',
    role: 'admin',
    expiresAt: null,
    trustNetwork: true,
  });
  await let_in;
  const client = phone.client(new URL(url).origin);
  const welcome = await client.opened();
  console.log(url, welcome.device);
  client.dispose();
});
