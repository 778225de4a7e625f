import { deviceRequests } from './channels/device/requests.ts';
import { hubRequests } from './channels/hub/requests.ts';
import { networkRequests } from './channels/network/requests.ts';
import { pairingRequests } from './channels/pairing/requests.ts';
import { presenceRequests } from './channels/presence/requests.ts';
import { pushRequests } from './channels/push/requests.ts';
import { settingsRequests } from './channels/settings/requests.ts';
import { storageRequests } from './channels/storage/requests.ts';
import { tailscaleRequests } from './channels/tailscale/requests.ts';
import { terminalRequests } from './channels/terminal/requests.ts';
import { tlsRequests } from './channels/tls/requests.ts';
import type { ParamsInput, RequestResult } from './request.ts';

/**
 * Every method that clients know by type. Which of them a hub serves is said in its welcome: optional parts may be left
 * out, and modules bring tables of their own. What stands in no table does not exist and is refused by every door.
 */
export const requestTable = {
  ...hubRequests,
  ...terminalRequests,
  ...presenceRequests,
  ...settingsRequests,
  ...storageRequests,
  ...deviceRequests,
  ...pairingRequests,
  ...networkRequests,
  ...pushRequests,
  ...tlsRequests,
  ...tailscaleRequests,
};

export type CoreTable = typeof requestTable;
export type CoreMethod = keyof CoreTable;
export type CoreParams<M extends CoreMethod> = ParamsInput<CoreTable[M]>;
export type CoreResult<M extends CoreMethod> = RequestResult<CoreTable[M]>;
