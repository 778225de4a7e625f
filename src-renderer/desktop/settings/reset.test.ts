import { expect, test } from 'vitest';
import { patched } from '../../../src-shared/protocol/channels/settings/patch.ts';
import { defaultSettings } from '../../../src-shared/protocol/channels/settings/state.ts';
import { changedIn, RESETTABLE, resetPatch } from './reset.ts';

const changed = patched(defaultSettings, {
  appearance: { theme: 'dark', fontSize: 20 },
  notifications: { quiet: { on: true } },
  network: { port: 5000 },
});

test('what would be put back is named as the window names it', () => {
  expect(changedIn(changed, ['general'])).toEqual(['Theme', 'Font size']);
  expect(changedIn(changed, RESETTABLE)).toEqual(['Theme', 'Font size', 'Quiet hours', 'Port']);
  expect(changedIn(defaultSettings, RESETTABLE)).toEqual([]);
});

test('a section is put back to its defaults and the others stay', () => {
  expect(patched(changed, resetPatch('general'))).toEqual({
    ...changed,
    appearance: defaultSettings.appearance,
    desktop: defaultSettings.desktop,
  });
});

test('every setting has a label of its own', () => {
  const all = patched(defaultSettings, {
    appearance: { theme: 'dark', fontFamily: 'x', fontSize: 20, cursorBlink: false, screenReader: true },
    terminals: { shell: '/bin/x', scrollback: 2000, confirmPaste: false },
    notifications: { bell: false, finished: false, ended: false, quiet: { on: true } },
    network: { host: '::1', port: 5000, lan: true, mdns: false },
    desktop: { openAtLogin: true, keepAwake: true, checkForUpdates: false },
  });
  const labels = changedIn(all, RESETTABLE);
  expect(labels).toHaveLength(Object.values(defaultSettings).flatMap((group) => Object.keys(group)).length);
  expect(labels.filter((label) => !/^[A-Z]/.test(label))).toEqual([]);
});
