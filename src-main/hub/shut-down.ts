import type { Clock } from '../../src-shared/base/clock.ts';
import type { Disposable } from '../../src-shared/base/disposable.ts';
import type { Log } from '../../src-shared/base/log.ts';
import type { Server } from './server/server.ts';
import type { Checkpoints } from './terminals/checkpoints.ts';
import type { Terminals } from './terminals/terminals.ts';

/** Longer than that nobody waits for a program to stop; the parts below have shorter limits of their own. */
const LIMIT_MS = 4_800;

export interface Closed {
  /** Terminals that run on in their keepers. */
  readonly goOn: number;
}

/**
 * How a hub ends: clients are told, terminals ended and let go of if that is wished, screens saved, and only then links
 * and store closed. Each step may fail or be slow; the next comes all the same.
 */
export function shutDown(parts: {
  readonly clock: Clock;
  readonly log: Log;
  readonly server: Pick<Server, 'close'>;
  /** What leads others here, and is told that nobody is here any more. */
  readonly ways: { close(): Promise<void> };
  readonly terminals: Pick<Terminals, 'endAll' | 'letGo' | 'alive'>;
  readonly checkpoints: Pick<Checkpoints, 'finish'>;
  readonly owned: Disposable;
}): (options?: { readonly endTerminals?: boolean }) => Promise<Closed> {
  const { clock, log, server, ways, terminals, checkpoints, owned } = parts;

  async function run(endTerminals: boolean): Promise<Closed> {
    const steps = (async () => {
      if (endTerminals) await terminals.endAll();
      await Promise.all([server.close(), ways.close(), checkpoints.finish()]);
      if (endTerminals) await terminals.letGo();
    })();
    const reported = steps.catch((error: unknown) =>
      log.error('the hub did not stop cleanly', { error: String(error) }),
    );
    let late: Disposable | undefined;
    const limit = new Promise<void>((resolve) => {
      late = clock.after(LIMIT_MS, resolve);
    });
    await Promise.race([reported, limit]);
    late?.dispose();
    const goOn = terminals.alive;
    owned.dispose();
    return { goOn };
  }

  let closing: Promise<Closed> | undefined;
  return ({ endTerminals = false } = {}) => {
    closing ??= run(endTerminals);
    return closing;
  };
}
