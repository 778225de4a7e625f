import { hubRequests } from './channels/hub/requests.ts';
import { presenceRequests } from './channels/presence/requests.ts';
import { settingsRequests } from './channels/settings/requests.ts';
import { storageRequests } from './channels/storage/requests.ts';
import { terminalRequests } from './channels/terminal/requests.ts';
import type { ParamsInput, RequestResult } from './request.ts';

/**
 * Every method of the core. Modules bring tables of their own, which the hub's router joins to this one; what stands in
 * no table does not exist and is refused by every door.
 */
export const requestTable = {
  ...hubRequests,
  ...terminalRequests,
  ...presenceRequests,
  ...settingsRequests,
  ...storageRequests,
};

export type CoreTable = typeof requestTable;
export type CoreMethod = keyof CoreTable;
export type CoreParams<M extends CoreMethod> = ParamsInput<CoreTable[M]>;
export type CoreResult<M extends CoreMethod> = RequestResult<CoreTable[M]>;
