import { expect, test } from 'vitest';
import { clientRig } from '../../../src-shared/client/testing/rig.ts';
import { MemoryDrawer } from './drawer.ts';
import { Inputs } from './inputs.ts';

/** A phone that is away from its hub, with what an earlier page may have left in the drawer. */
async function phone(drawer: MemoryDrawer | undefined, device = 'd_phone') {
  const { client: link, clock, random, quiet, line } = clientRig();
  line.reachable = false;
  link.connect();
  await quiet();
  const inputs = new Inputs({ link, clock, random, device, drawer });
  await inputs.restore();
  return { inputs, clock };
}

test('what was typed into each terminal while away is there for the next page of this device, and for no other', async () => {
  const drawer = new MemoryDrawer();
  const first = await phone(drawer);
  first.inputs.of('t_0001').type('make\r');
  first.inputs.of('t_0002').type('ls\r');
  expect(first.inputs.waiting.getState()).toEqual({ t_0001: 'unsent', t_0002: 'unsent' });
  first.inputs.of('t_0002').discard();
  expect(first.inputs.waiting.getState()).toEqual({ t_0001: 'unsent' });
  first.inputs.dispose();
  const next = await phone(drawer);
  expect(next.inputs.waiting.getState()).toEqual({ t_0001: 'unsent' });
  expect(next.inputs.of('t_0001').pending).toEqual([{ first: 1, last: 1, text: 'make\r' }]);
  next.inputs.dispose();
  const other = await phone(drawer, 'd_other');
  expect([other.inputs.waiting.getState(), (await drawer.all()).size]).toEqual([{}, 0]);
});

test('what is damaged, or has a gap in its numbers, is removed; without a drawer nothing outlives the page', async () => {
  const drawer = new MemoryDrawer();
  const operation = { op: 1, data: 'x', encoding: 'utf8', typedAt: 1 };
  await drawer.put('t_0001', {
    device: 'd_phone',
    epoch: 'e_0123456789',
    operations: [operation, { ...operation, op: 3 }],
  });
  await drawer.put('t_0002', 'no');
  const { inputs } = await phone(drawer);
  expect([inputs.waiting.getState(), (await drawer.all()).size]).toEqual([{}, 0]);
  const plain = await phone(undefined);
  plain.inputs.of('t_0001').type('x');
  expect(plain.inputs.waiting.getState()).toEqual({ t_0001: 'unsent' });
});
