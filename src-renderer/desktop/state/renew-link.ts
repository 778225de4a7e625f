import type { Clock } from '../../../src-shared/base/clock.ts';
import { type Disposable, toDisposable } from '../../../src-shared/base/disposable.ts';
import type { DesktopApi } from '../../../src-shared/desktop/desktop-api.ts';
import type { HubSession } from '../../ui/state/hub-session.ts';

/** A window that is refused later than this after it was loaded was let in before: its hub is another one by now. */
const SETTLED_MS = 10_000;

/** Loads a window of the desktop app anew when its hub was started anew and does not know it: a fresh document gets a fresh link. */
export function renewLink(session: HubSession, clock: Clock, desktop: DesktopApi): Disposable {
  return toDisposable(
    session.connection.subscribe((state) => {
      if (state.kind !== 'refused' || clock.monotonic() < SETTLED_MS) return;
      // What cannot be loaded anew shows the refusal, with a button that does the same.
      if (state.error.error === 'notAuthenticated') desktop.reload().catch(() => {});
    }),
  );
}
