const UNITS = ['bytes', 'kB', 'MB', 'GB', 'TB'] as const;

/** A number of bytes for people: two or three digits that count. */
export function byteSize(bytes: number): string {
  const step = bytes < 1000 ? 0 : Math.min(UNITS.length - 1, Math.floor(Math.log10(bytes) / 3));
  const number = bytes / 1000 ** step;
  // 999.96 kB is 1 MB to anybody who reads it.
  if (step > 0 && step < UNITS.length - 1 && number >= 999.5) return byteSize(1000 ** (step + 1));
  if (step === 0) return bytes === 1 ? '1 byte' : `${bytes} bytes`;
  return `${number < 10 ? number.toFixed(1).replace(/\.0$/, '') : Math.round(number)} ${UNITS[step]}`;
}
