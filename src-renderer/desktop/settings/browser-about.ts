import type { About } from '../../../src-shared/desktop/desktop-api.ts';
import type { CoreResult } from '../../../src-shared/protocol/request-table.ts';
import { deviceName } from '../../ui/state/device-name.ts';

/** What a browser can say of itself and of the hub it is connected to; the desktop app says it of itself. */
export function browserAbout(status: CoreResult<'hub.status.read'>): About {
  const versions = {
    Hub: status.version,
    Page: __HOMEPORT_VERSION__,
    Browser: browserVersion(navigator.userAgent),
  };
  const lines = [
    ...Object.entries(versions).map(([name, version]) => `${name}: ${version}`),
    `User agent: ${navigator.userAgent}`,
    `Hub runs since: ${new Date(status.startedAt).toISOString()}`,
    `Terminals: ${status.terminals}, clients: ${status.clients}, keepers: ${status.keepers.length}`,
    `Memory of the hub: ${Math.round(status.rss / 1e6)} MB`,
    ...status.troubles.map((trouble) => `Trouble: ${trouble}`),
  ];
  return { version: status.version, versions, diagnostics: `${lines.join('\n')}\n` };
}

/** "Chrome on Linux 156", as far as browsers still tell. */
function browserVersion(userAgent: string): string {
  const version = /(?:Firefox|FxiOS|Edg|OPR|Chrome|CriOS|Version)\/(\d+)/.exec(userAgent)?.[1];
  return version === undefined ? deviceName(userAgent) : `${deviceName(userAgent)}, ${version}`;
}
