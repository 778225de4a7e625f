import { join } from 'node:path';
import { silentLog } from '../../../../../src-shared/base/log.ts';
import type { TailscaleInfo } from '../../../../../src-shared/protocol/channels/tailscale/requests.ts';
import type { Caller } from '../../../caller.ts';
import { ManualClock } from '../../../testing/manual-clock.ts';
import { startTestServer, type TestServer } from '../../../testing/test-server.ts';
import type { OutsideProgram } from '../outside-program.ts';
import { type RunningTailscale, startTailscale } from '../tailscale.ts';
import type { PaperTailnet } from './paper-tailnet.ts';

// The handlers of this module know nothing of who calls.
const nobody = {} as Caller;

/** One run of a hub's server with the module, which what is written down outlives. */
export interface TailscaleRun {
  readonly server: TestServer;
  readonly module: RunningTailscale;
  readonly clock: ManualClock;
  /** Raised troubles by id. */
  readonly troubles: ReadonlyMap<string, string>;
  /** `what verdict`, in order. */
  readonly audited: string[];
  /** The origins by which phones can come. */
  readonly origins: string[];
  read(): Promise<TailscaleInfo>;
  start(): Promise<TailscaleInfo>;
  stop(): Promise<TailscaleInfo>;
  /** Time passes until it looks by itself, and it has seen what there is. */
  looks(): Promise<TailscaleInfo>;
  /** The hub stops as it should. */
  close(): Promise<void>;
  /** The hub is killed: nobody is told anything. */
  kill(): Promise<void>;
}

/** By processes, or `quick` without. */
export async function runTailscale(tailnet: PaperTailnet, program: OutsideProgram): Promise<TailscaleRun> {
  const clock = new ManualClock();
  const server = await startTestServer();
  const troubles = new Map<string, string>();
  const audited: string[] = [];
  const module = startTailscale({
    program,
    file: join(tailnet.directory, 'tailscale.json'),
    open: (wish) => server.server.open(wish),
    hubPort: () => server.port,
    troubles: { raise: (id, text) => troubles.set(id, text), withdraw: (id) => troubles.delete(id) },
    audit: (_who, what, verdict) => audited.push(`${what} ${verdict}`),
    clock,
    log: silentLog,
  });
  const read = async (): Promise<TailscaleInfo> =>
    (await module.handlers['tailscale.serve.read']({}, nobody)).tailscale;
  module.begin();
  return {
    server,
    module,
    clock,
    troubles,
    audited,
    get origins() {
      return server.server.all.flatMap(({ origins }) => [...origins]);
    },
    read,
    start: async () => (await module.handlers['tailscale.serve.start']({}, nobody)).tailscale,
    stop: async () => (await module.handlers['tailscale.serve.stop']({}, nobody)).tailscale,
    async looks() {
      clock.advance(30_000);
      return read();
    },
    async close() {
      await Promise.all([module.close(), server.server.close()]);
    },
    async kill() {
      module.dispose();
      await server.server.close();
    },
  };
}
