import type { EventEmitter } from 'node:events';
import { type Disposable, DisposableStore, toDisposable } from '../../src-shared/base/disposable.ts';
import type { Log } from '../../src-shared/base/log.ts';

/** The system's word on its power: `powerMonitor` of Electron. */
export type PowerEvents = Pick<EventEmitter, 'on' | 'removeListener'>;

export interface PowerNeeds {
  readonly events: PowerEvents;
  /** The hub, if it runs in this process. */
  readonly hubHost: { suspend(): void; resume(): void };
  /** Ends the app without asking anything: the system goes down and does not wait long. */
  readonly end: () => void;
  readonly log: Log;
}

/** Tells the hub of sleep and waking, and the app of the system's end. */
export function followPower({ events, hubHost, end, log }: PowerNeeds): Disposable {
  const owned = new DisposableStore();
  const on = (name: string, run: (event: unknown) => void): void => {
    const heard = (event: unknown): void => {
      log.info(`power: ${name}`);
      run(event);
    };
    events.on(name, heard);
    owned.add(toDisposable(() => events.removeListener(name, heard)));
  };
  on('suspend', () => hubHost.suspend());
  on('resume', () => hubHost.resume());
  // A locked laptop is often closed next, and some systems then tell nobody that they sleep.
  on('lock-screen', () => hubHost.suspend());
  on('shutdown', (event) => {
    // The system then waits a few seconds for us to end by ourselves.
    (event as { preventDefault?: () => void } | undefined)?.preventDefault?.();
    end();
  });
  return owned;
}
