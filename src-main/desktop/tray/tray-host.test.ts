import { chmodSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { HAS_SESSION_BUS, startSessionBus } from '../testing/session-bus.ts';
import { showsTrays } from './tray-host.ts';

let directory = '';
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'hp-bus-'));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

/** An environment without a session. */
const BARE = { PATH: process.env['PATH'] };

/** The same, with only one of the tools that speak to the bus. */
function only(tool: string): { PATH: string } {
  const real = (process.env['PATH'] ?? '').split(delimiter).map((each) => join(each, tool));
  for (const each of real) {
    try {
      symlinkSync(each, join(directory, tool));
      chmodSync(each, 0o755);
      return { PATH: directory };
    } catch {
      // Not there: a link that leads nowhere is made anew with the next place.
      rmSync(join(directory, tool), { force: true });
    }
  }
  throw new Error(`this machine has no ${tool}`);
}

test('macOS and Windows always show trays', async () => {
  expect(await showsTrays('darwin', {})).toBe(true);
  expect(await showsTrays('win32', {})).toBe(true);
});

test('without a session bus there is no tray, and nobody starts a bus to find out', async () => {
  expect(await showsTrays('linux', BARE)).toBe(false);
  expect(await showsTrays('linux', { ...BARE, DBUS_SESSION_BUS_ADDRESS: '' })).toBe(false);
  expect(await showsTrays('linux', { ...BARE, XDG_RUNTIME_DIR: directory })).toBe(false);
});

test('a bus that is gone shows no trays', async () => {
  const address = `unix:path=${join(directory, 'bus')}`;
  expect(await showsTrays('linux', { ...BARE, DBUS_SESSION_BUS_ADDRESS: address })).toBe(false);
});

test('without a tool that speaks to the bus there is no tray', async () => {
  const address = `unix:path=${join(directory, 'bus')}`;
  expect(await showsTrays('linux', { PATH: directory, DBUS_SESSION_BUS_ADDRESS: address })).toBe(false);
});

test('a bus that never answers keeps nobody waiting', async () => {
  const path = join(directory, 'bus');
  const silent = createServer((socket) => socket.on('error', () => {}).resume()).listen(path);
  await new Promise((resolve) => silent.once('listening', resolve));
  const start = performance.now();
  expect(await showsTrays('linux', { ...BARE, DBUS_SESSION_BUS_ADDRESS: `unix:path=${path}` })).toBe(false);
  expect(performance.now() - start).toBeLessThan(5_000);
  await new Promise((resolve) => silent.close(resolve));
});

test('a tool that prints something else is not believed', async () => {
  const tool = join(directory, 'dbus-send');
  writeFileSync(tool, '#!/bin/sh\necho untrue trueish\n');
  chmodSync(tool, 0o755);
  expect(await showsTrays('linux', { PATH: `${directory}:/bin`, DBUS_SESSION_BUS_ADDRESS: 'unix:path=/x' })).toBe(
    false,
  );
});

describe.skipIf(!HAS_SESSION_BUS)('on a real session bus', () => {
  test.each([true, false])('a watcher that says %s is believed, whatever tool asks it', async (answer) => {
    const bus = await startSessionBus(answer);
    const session = { DBUS_SESSION_BUS_ADDRESS: bus.address };
    expect(await showsTrays('linux', { ...BARE, ...session })).toBe(answer);
    for (const tool of ['gdbus', 'busctl'])
      expect(await showsTrays('linux', { ...only(tool), ...session })).toBe(answer);
    await bus.close();
  });

  test('a watcher that does not answer shows no trays', async () => {
    const bus = await startSessionBus('silence');
    expect(await showsTrays('linux', { ...BARE, DBUS_SESSION_BUS_ADDRESS: bus.address })).toBe(false);
    await bus.close();
  });
});
