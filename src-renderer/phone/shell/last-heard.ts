/** "Reconnecting… last heard 12 s ago"; both times are monotonic ms, null when there never was a word. */
export function lastHeardWords(lastHeard: number | null, now: number): string {
  if (lastHeard === null) return 'Connecting…';
  const seconds = Math.max(0, Math.round((now - lastHeard) / 1000));
  const minutes = Math.floor(seconds / 60);
  const ago = seconds < 60 ? `${seconds} s` : minutes < 60 ? `${minutes} min` : `${Math.floor(minutes / 60)} h`;
  return `Reconnecting… last heard ${ago} ago. What you see may be old.`;
}
