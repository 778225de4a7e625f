import { existsSync } from 'node:fs';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type SmallDisk, smallDisk } from '../testing/small-disk.ts';
import { deviceRecord } from '../testing/test-devices.ts';
import { openTestStore, temporaryDirectory } from '../testing/test-store.ts';
import type { DeviceRecord } from './device-table.ts';
import { StoreError } from './store-error.ts';
import { STORE_UNWRITABLE } from './unwritable.ts';

const DISK = 2 * 1024 * 1024;
const BALLAST = 512 * 1024;

let directory: ReturnType<typeof temporaryDirectory>;
let disk: SmallDisk | undefined;

beforeEach((context) => {
  directory = temporaryDirectory();
  disk = smallDisk(`${directory.path}/disk`, DISK);
  if (disk === undefined) context.skip('mounting a small file system is not permitted here');
});

afterEach(() => {
  disk?.dispose();
  directory.dispose();
});

function openOn(small: SmallDisk | undefined) {
  if (small === undefined) throw new Error('no disk');
  const store = openTestStore(`${small.path}/data`, { ballastBytes: BALLAST });
  const troubles = (): string[] => store.troubles.list().map(({ id }) => id);
  return { small, store, troubles, ballast: `${small.path}/data/ballast` };
}

const device = (name: string): DeviceRecord => deviceRecord({ id: `d_${name}`, name, publicKey: name });

test('I17: a full disk costs durability and nothing else, and is said until it is over', async () => {
  const { small, store, troubles } = openOn(disk);
  let seq = 0;
  const log = store.events.channel('terminal', () => ({ seq, text: `{"seq":${seq}}` }));
  const append = (count: number): void => {
    for (let n = 0; n < count; n++) log.append(++seq, JSON.stringify({ type: 'x', pad: 'y'.repeat(100) }));
  };
  append(1);
  expect(store.events.flush()).toBe(true);
  small.fill();
  append(400);
  const durable = store.events.durable();
  store.clock.advance(10);
  expect(await durable).toBe(false);
  expect(troubles()).toEqual([STORE_UNWRITABLE]);
  expect(store.troubles.list()[0]?.text).toContain('The disk is full');
  store.clock.advance(5_000);
  expect(await store.events.durable()).toBe(false);
  small.free();
  store.clock.advance(1_000);
  expect(troubles()).toEqual([]);
  expect(await store.events.durable()).toBe(true);
  store.close();

  const again = openOn(small).store;
  expect(again.events.channel('terminal', () => ({ seq, text: '' })).stored.actions).toHaveLength(401);
  again.close();
});

test('actions that wait for room do not pile up: the state says the same', () => {
  const { small, store } = openOn(disk);
  let seq = 0;
  const log = store.events.channel('terminal', () => ({ seq, text: `{"seq":${seq}}` }));
  store.events.flush();
  small.fill();
  for (let n = 0; n < 35_000; n++) log.append(++seq, '{"type":"x"}');
  store.clock.advance(10_000);
  small.free();
  store.clock.advance(2_000);
  expect(store.troubles.list()).toEqual([]);
  store.close();
  const again = openOn(small).store;
  const { stored } = again.events.channel('terminal', () => ({ seq, text: '' }));
  expect(stored.state).toEqual({ seq: 35_000, text: '{"seq":35000}' });
  expect(stored.actions.length).toBeLessThan(10_000);
  again.close();
});

test('with the disk full, ballast makes room to take a device out and to put on record what happens', () => {
  const { small, store, troubles, ballast } = openOn(disk);
  store.authority.devices.put(device('phone'));
  for (let n = 0; n < 20; n++) store.events.terminals.save(`t_${n}`, { n });
  store.events.flush();
  small.fill();
  // Each in a transaction of its own, which is what takes room.
  for (let n = 0; n < 500; n++) {
    store.authority.audit.append({ at: n, who: 'd_phone', what: 'a.b.c', verdict: 'ok' });
    store.clock.advance(10);
  }
  store.authority.devices.remove('d_phone');
  store.clock.advance(100);
  expect(existsSync(ballast)).toBe(false);
  expect(troubles()).toEqual([STORE_UNWRITABLE]);
  expect(store.authority.devices.all()).toEqual([]);
  expect(store.authority.audit.read(499, 1)).toHaveLength(1);
  // The room is not for the other file.
  store.events.terminals.save('t_more', {});
  store.clock.advance(2_000);
  expect(store.events.flush()).toBe(false);
  small.free();
  store.clock.advance(10_000);
  expect(existsSync(ballast)).toBe(true);
  expect(troubles()).toEqual([]);
  expect(store.events.flush()).toBe(true);
  // What was rolled back on the way has not broken the chain.
  expect(store.authority.audit.verify()).toBe(undefined);
  store.close();
});

test('with the ballast spent as well, a new device is refused in words and not half let in', () => {
  const { small, store } = openOn(disk);
  small.fill();
  const put = (): void => {
    for (let n = 0; n < 5_000; n++) store.authority.devices.put(device(`${n}${'x'.repeat(2_000)}`));
  };
  expect(put).toThrow('The store cannot be written');
  const there = store.authority.devices.all().length;
  expect(put).toThrow('The store cannot be written');
  expect(store.authority.devices.all()).toHaveLength(there);
  small.free();
  store.clock.advance(10_000);
  expect(store.troubles.list()).toEqual([]);
  store.close();
});

test('a hub starts on a full disk with what it had, under a new name of the log, or says why it cannot', () => {
  const { small, store } = openOn(disk);
  store.authority.devices.put(device('phone'));
  const log = store.events.channel('terminal', () => ({ seq: 1, text: '{}' }));
  log.append(1, '{"type":"x"}');
  store.close();
  small.fill();
  try {
    const again = openOn(small).store;
    expect(again.authority.devices.all()).toHaveLength(1);
    const found = again.events.channel('terminal', () => ({ seq: 1, text: '{}' }));
    expect(found.stored.actions).toHaveLength(1);
    expect(found.log).not.toBe(log.log);
    again.close();
  } catch (error) {
    expect(error).toBeInstanceOf(StoreError);
  }
});
