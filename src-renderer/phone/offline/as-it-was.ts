const TIME: Intl.DateTimeFormatOptions = { hour: '2-digit', minute: '2-digit' };

/** "as it was 14:02", with the day when that was another; both wall clock, ms. */
export function asItWas(at: number, now: number, locale?: string): string {
  const [then, today] = [new Date(at), new Date(now)];
  const time = then.toLocaleTimeString(locale, TIME);
  if (then.toDateString() === today.toDateString()) return `as it was ${time}`;
  const day = then.toLocaleDateString(locale, { day: 'numeric', month: 'short' });
  return `as it was ${day}, ${time}`;
}
