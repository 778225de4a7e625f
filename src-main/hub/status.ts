import type { Handlers } from '../../src-shared/protocol/request.ts';
import type { CoreTable } from '../../src-shared/protocol/request-table.ts';
import type { Caller } from './caller.ts';
import type { Platform } from './platform.ts';
import type { Secrets } from './secrets/secrets.ts';
import type { Troubles } from './store/troubles.ts';
import type { Keepers } from './terminals/keepers.ts';
import type { Terminals } from './terminals/terminals.ts';

/** What the hub says of itself, and what it lets itself be told. */
export interface StatusNeeds {
  readonly platform: Platform;
  readonly version: string;
  readonly startedAt: number;
  readonly keepers: Keepers;
  readonly terminals: Terminals;
  readonly troubles: Troubles;
  readonly secrets: Pick<Secrets, 'info'>;
  /** Known when the server listens. */
  address(): { readonly url: string; readonly connections: number };
  createLink(stay: 'lasting' | 'window'): { readonly url: string; readonly secret: string; readonly expiresAt: number };
  /** Somebody with the right asked the hub to stop; the process that made it decides how. */
  stop(options: { readonly endTerminals: boolean }): void;
}

type StatusHandlers = Handlers<Pick<CoreTable, 'hub.status.read' | 'hub.link.create' | 'hub.process.stop'>, Caller>;

export function statusHandlers(needs: StatusNeeds): StatusHandlers {
  const { platform, keepers, terminals, troubles } = needs;
  return {
    'hub.status.read': () => ({
      pid: platform.pid,
      url: needs.address().url,
      version: needs.version,
      dataDir: platform.paths.dataDir,
      startedAt: needs.startedAt,
      terminals: terminals.infos.filter(({ phase }) => phase.kind === 'running').length,
      clients: needs.address().connections,
      keepers: keepers.all.map(({ record, holds, phase }) => ({
        id: record.id,
        pid: record.pid,
        protocol: phase.kind === 'connected' ? phase.protocol : record.protocol.max,
        terminals: holds.size,
      })),
      loopDelay: platform.loopDelay(),
      rss: platform.rss(),
      troubles: troubles.list().map(({ text }) => text),
      secrets: needs.secrets.info,
    }),
    'hub.link.create': ({ stay }) => needs.createLink(stay),
    'hub.process.stop': ({ endTerminals }) => {
      // After this turn, so that the answer is on its way before the socket closes.
      platform.clock.after(0, () => needs.stop({ endTerminals }));
      return {};
    },
  };
}
