import { type Disposable, DisposableStore } from '../../../src-shared/base/disposable.ts';
import type { Devices } from '../devices/devices.ts';
import type { TrustWords } from '../devices/trust-words.ts';
import type { Server } from '../server/server.ts';

/** Cuts the lines of devices that were removed or may do less, or more, than when they came: they come again as they are now. */
export function closeWithoutRight(
  server: Pick<Server, 'closeDevice'>,
  devices: Devices,
  trust: TrustWords,
): Disposable {
  const owned = new DisposableStore();
  owned.add(devices.onRemoved((device) => server.closeDevice(device, 'notAuthenticated')));
  owned.add(devices.onRightsChanged((device) => server.closeDevice(device, 'rightsChanged')));
  owned.add(
    trust.onChanged(() => {
      for (const { id, lastLevel } of devices.list()) if (lastLevel === 'L0') server.closeDevice(id, 'rightsChanged');
    }),
  );
  return owned;
}
