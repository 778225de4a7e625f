import type { Badge } from '../../../../src-shared/attention/attention.ts';
import { isInSpan } from '../../../../src-shared/attention/quiet-hours.ts';
import type { PushWishes } from '../../../../src-shared/protocol/channels/push/requests.ts';

/** Minutes after midnight that a clock on the wall of this zone shows; undefined for a zone that is not known. */
export function minuteIn(zone: string, now: number): number | undefined {
  try {
    const form = new Intl.DateTimeFormat('en-GB', {
      timeZone: zone,
      hour: '2-digit',
      minute: '2-digit',
      hourCycle: 'h23',
    });
    const part = (type: 'hour' | 'minute'): number =>
      Number(form.formatToParts(now).find((each) => each.type === type)?.value);
    return 60 * part('hour') + part('minute');
  } catch {
    // A name that only another version of the zone table has.
    return undefined;
  }
}

/** Whether a device wants to be told of this kind of thing, at this time (ms since 1970). */
export function isWantedBy({ bell, finished, ended, quiet }: PushWishes, { kind }: Badge, now: number): boolean {
  if (quiet !== null) {
    const minute = minuteIn(quiet.zone, now);
    if (minute !== undefined && isInSpan(quiet.from, quiet.until, minute)) return false;
  }
  switch (kind) {
    case 'bell':
      return bell;
    case 'finished':
      return finished;
    case 'over':
      return ended;
  }
}
