import type { Settings } from '../protocol/channels/settings/state.ts';
import type { Badge } from './attention.ts';
import { isQuiet } from './quiet-hours.ts';

/** Whether the user wants to be told of this kind of thing, at this time (ms since 1970). */
export function isWanted(notifications: Settings['notifications'], { kind }: Badge, now: number): boolean {
  if (isQuiet(notifications.quiet, now)) return false;
  switch (kind) {
    case 'bell':
      return notifications.bell;
    case 'finished':
      return notifications.finished;
    case 'over':
      return notifications.ended;
  }
}
