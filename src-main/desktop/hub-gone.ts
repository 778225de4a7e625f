import type { Clock } from '../../src-shared/base/clock.ts';
import { type Disposable, DisposableStore, MutableDisposable, toDisposable } from '../../src-shared/base/disposable.ts';
import type { Log } from '../../src-shared/base/log.ts';
import type { HubClient } from '../../src-shared/client/hub-client.ts';
import { isHubAlive, readHubFile } from '../access/hub-file.ts';
import { ask } from './say.ts';

interface Needs {
  readonly dataDir: string;
  readonly client: HubClient;
  /** Starts the app anew, which then has a hub of its own. */
  readonly restart: () => Promise<void>;
  readonly clock: Clock;
  readonly log: Log;
}

/** Somebody who restarts a hub by hand is not asked about it. */
const GRACE_MS = 3_000;

/** For an app that shows another process's hub: when that is gone for good, the app can have one of its own. */
export function watchForeignHub({ dataDir, client, restart, clock, log }: Needs): Disposable {
  const owned = new DisposableStore();
  const grace = owned.add(new MutableDisposable<Disposable>());
  let asking: AbortController | undefined;

  const isBack = (): boolean => client.state.kind === 'open';
  const look = async (): Promise<void> => {
    // A hub that takes long to end is still there now: the next try to reach it leads here again.
    grace.value = undefined;
    const file = readHubFile(dataDir);
    const alive = file !== undefined && (await isHubAlive(file));
    if (alive || isBack() || asking !== undefined || owned.isDisposed) return;
    asking = new AbortController();
    const answer = await ask({
      type: 'warning',
      message: 'The hub that this window shows has stopped.',
      detail: 'Its terminals go on in the background. Homeport can run the hub itself from now on.',
      buttons: [
        { answer: 'here', label: 'Run it here' },
        { answer: 'wait', label: 'Wait' },
      ],
      cancel: 'wait',
      signal: asking.signal,
    });
    if (answer === 'here' && !isBack()) await restart();
  };

  /** Nobody was asked: the next try to reach the hub leads here again. */
  const failed = (error: unknown): void => {
    asking = undefined;
    log.error('it could not be asked what to do without the hub', { error: String(error) });
  };

  owned.add(
    client.onState(({ kind }) => {
      if (kind === 'open') {
        grace.value = undefined;
        asking?.abort();
        asking = undefined;
      } else if (kind === 'waiting') {
        grace.value ??= clock.after(GRACE_MS, () => {
          look().catch(failed);
        });
      }
    }),
  );
  owned.add(toDisposable(() => asking?.abort()));
  return owned;
}
