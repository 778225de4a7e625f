/** A code as it is read out: letters and digits in groups of four. What is typed beside them falls away. */
export function tidyCode(typed: string): string {
  const letters = typed
    .toUpperCase()
    .replace(/[^0-9A-Z]/g, '')
    .slice(0, 12);
  return letters.replace(/(.{4})(?=.)/g, '$1-');
}
