import {
  assert,
  constantFrom,
  dictionary,
  jsonValue,
  nat,
  oneof,
  property,
  record,
  string,
  tuple,
  uint8Array,
} from 'fast-check';
import { expect, test } from 'vitest';
import { fuzzRuns, fuzzTimeout } from '../../../src-shared/base/testing/fuzz.ts';
import { patched, SETTING_NAMES, settingsPatchSchema } from '../../../src-shared/protocol/channels/settings/patch.ts';
import { defaultSettings, settingsSchema } from '../../../src-shared/protocol/channels/settings/state.ts';
import { MOST_BYTES, readSettings, settingsText } from './settings-text.ts';

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);

/** Values that a hand, a newer version or a fault may have put anywhere. */
const value = oneof(
  jsonValue({ depthSize: 'small' }),
  constantFrom('dark', '/bin/bash', 16, true, '07:30', '::1', 4141),
);
const keys = oneof(string(), constantFrom('__proto__', 'constructor', 'toString', ...Object.keys(defaultSettings)));
const group = (names: readonly string[]) => dictionary(oneof(constantFrom(...names), string()), value, { maxKeys: 8 });
const fileValue = oneof(
  value,
  dictionary(keys, value),
  record(
    {
      appearance: oneof(value, group(Object.keys(defaultSettings.appearance))),
      terminals: oneof(value, group(Object.keys(defaultSettings.terminals))),
      notifications: oneof(value, group(Object.keys(defaultSettings.notifications))),
      network: group(Object.keys(defaultSettings.network)),
      desktop: group(Object.keys(defaultSettings.desktop)),
    },
    { requiredKeys: [] },
  ),
);

/** What a write that was interrupted leaves. */
const cutShort = tuple(fileValue, nat(200)).map(([given, length]) =>
  bytesOf(JSON.stringify(given)).subarray(0, length),
);

test(
  'any bytes are settings or a reason why not, and never more',
  () => {
    assert(
      property(oneof(uint8Array(), string().map(bytesOf), cutShort), (bytes) => {
        const read = readSettings(bytes);
        if (typeof read === 'string') expect(read).not.toBe('');
        else expect(settingsSchema.parse(read.settings)).toEqual(read.settings);
      }),
      fuzzRuns(500),
    );
  },
  fuzzTimeout(20_000),
);

test(
  'whatever JSON a file holds: what is sound stands, what is not is named, and what is written reads the same',
  () => {
    assert(
      property(fileValue, (given) => {
        const read = readSettings(bytesOf(JSON.stringify(given)));
        if (typeof read === 'string') return;
        expect(settingsSchema.parse(read.settings)).toEqual(read.settings);
        for (const name of read.refused) expect(SETTING_NAMES.some((each) => each.startsWith(name))).toBe(true);
        const text = settingsText(read.settings, read.all);
        expect(bytesOf(text).length).toBeLessThanOrEqual(MOST_BYTES);
        const again = readSettings(bytesOf(text));
        if (typeof again === 'string') throw new Error(again);
        expect(again.settings).toEqual(read.settings);
        expect(again.refused).toEqual([]);
        // Nothing of another version is lost by being written again and again.
        expect(settingsText(again.settings, again.all)).toBe(text);
        expect(Object.keys(again.all)).toEqual(expect.arrayContaining(Object.keys(read.all)));
      }),
      fuzzRuns(500),
    );
  },
  fuzzTimeout(20_000),
);

test(
  'a patch that passes gives settings that pass, and leaves what it does not name',
  () => {
    assert(
      property(fileValue, (given) => {
        const patch = settingsPatchSchema.safeParse(given);
        if (!patch.success) return;
        const next = patched(defaultSettings, patch.data);
        expect(settingsSchema.parse(next)).toEqual(next);
        for (const name of Object.keys(defaultSettings) as Array<keyof typeof defaultSettings>)
          if (patch.data[name] === undefined) expect(next[name]).toEqual(defaultSettings[name]);
      }),
      fuzzRuns(500),
    );
  },
  fuzzTimeout(20_000),
);

test('the longest settings beside the most of another version are still read', () => {
  const settings = patched(defaultSettings, {
    appearance: { fontFamily: '\u0001'.repeat(200) },
    terminals: { shell: `/${'\ud800'.repeat(4095)}` },
  });
  expect(settingsSchema.parse(settings)).toEqual(settings);
  const all = { other: Array.from({ length: 100_000 }, () => 0) };
  const read = readSettings(bytesOf(settingsText(settings, all)));
  if (typeof read === 'string') throw new Error(read);
  expect(read.all['other']).toEqual(all.other);
});
