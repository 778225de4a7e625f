import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { isQuiet } from './quiet-hours.ts';

const at = (time: string, day = '2026-11-20'): number => new Date(`${day}T${time}`).getTime();
const night = { on: true, from: '22:00', to: '07:00' };

test('a night goes over midnight: its first minute is quiet, its last is not', () => {
  expect(
    ['21:59:59', '22:00', '23:59', '00:00', '06:59:59', '07:00', '12:00'].map((each) => isQuiet(night, at(each))),
  ).toEqual([false, true, true, true, true, false, false]);
});

test('a span within a day', () => {
  const siesta = { on: true, from: '13:00', to: '14:30' };
  expect(['12:59', '13:00', '14:29', '14:30', '00:00'].map((each) => isQuiet(siesta, at(each)))).toEqual([
    false,
    true,
    true,
    false,
    false,
  ]);
});

test('the same time twice is the whole day, and off is never', () => {
  expect(isQuiet({ on: true, from: '09:00', to: '09:00' }, at('03:00'))).toBe(true);
  expect(isQuiet({ on: true, from: '09:00', to: '09:00' }, at('09:00'))).toBe(true);
  expect(isQuiet({ ...night, on: false }, at('23:00'))).toBe(false);
});

test('when clocks change, the hours are those that the wall shows', () => {
  // A process of its own, in a zone whose clocks change.
  const program = `
    import { isQuiet } from ${JSON.stringify(new URL('quiet-hours.ts', import.meta.url).href)};
    const quiet = { on: true, from: '01:30', to: '03:00' };
    const count = (day) => {
      const start = Date.parse(day + 'T00:00:00+02:00') - 7_200_000;
      let minutes = 0;
      for (let minute = 0; minute < 26 * 60; minute += 1) {
        const now = start + minute * 60_000;
        if (new Date(now).getDate() === Number(day.slice(8)) && isQuiet(quiet, now)) minutes += 1;
      }
      return minutes;
    };
    console.log(JSON.stringify([count('2026-03-28'), count('2026-03-29'), count('2026-10-25')]));`;
  const env = { ...process.env, TZ: 'Europe/Berlin' };
  const said = execFileSync(process.execPath, ['--input-type=module', '-e', program], { env, encoding: 'utf8' });
  // An ordinary night; in spring 02:00 becomes 03:00; in autumn the hour from 02:00 comes twice.
  expect(JSON.parse(said)).toEqual([90, 30, 150]);
});
