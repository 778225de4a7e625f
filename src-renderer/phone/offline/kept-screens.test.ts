import { expect, test } from 'vitest';
import { TERMINAL } from '../../../src-main/hub/modules/push/testing/push-world.ts';
import { ManualClock } from '../../../src-main/hub/testing/manual-clock.ts';
import type { StyledLine } from '../../ui/terminal/styled-lines.ts';
import { MemoryDrawer } from './drawer.ts';
import { KeptScreens } from './kept-screens.ts';

const plain = (...lines: string[]): StyledLine[] => lines.map((t) => [{ t }]);

function phone(drawer = new MemoryDrawer(), { device = 'd_phone', mayWrite = true } = {}) {
  const clock = new ManualClock();
  const screens = new KeptScreens({ drawer, clock, device, mayWrite: () => mayWrite });
  const saw = (id: string, lines: ReadonlyArray<StyledLine>): void =>
    screens.saw({ terminal: { ...TERMINAL, id }, cols: 80, lines });
  return { drawer, clock, screens, saw, ids: () => Object.keys(screens.store.getState()) };
}

test('the last screens are there for the next page, and for no other device', async () => {
  const first = phone();
  const coloured: StyledLine[] = [[{ t: 'ok', f: 2, s: 1 }]];
  first.saw('t_0001', coloured);
  first.clock.advance(5_000);
  first.screens.glanced({ ...TERMINAL, id: 't_0001' }, { cols: 80, lines: ['ok', '', '', ''] });
  first.saw('t_0002', plain('other'));
  first.screens.dispose();
  const next = phone(first.drawer);
  await next.screens.load();
  const kept = next.screens.store.getState();
  // A glance at the same screen makes it newer, and leaves its colours.
  expect(kept['t_0001']).toMatchObject({ lines: coloured, at: first.clock.now() });
  expect(kept['t_0002']?.lines).toEqual(plain('other'));
  const other = phone(first.drawer, { device: 'd_other' });
  await other.screens.load();
  expect([other.ids(), (await first.drawer.all()).size]).toEqual([[], 0]);
});

test('there are twenty of them and two megabytes at most; the oldest go first', async () => {
  const { saw, clock, ids, screens, drawer } = phone();
  for (let n = 0; n < 25; n++) {
    saw(`t_${String(n).padStart(4, '0')}`, plain(`screen ${n}`));
    clock.advance(1_000);
  }
  expect(ids()).toHaveLength(20);
  expect(ids()).not.toContain('t_0004');
  screens.flush();
  expect([...(await drawer.all()).keys()].sort()).toEqual(ids().sort());
  saw('t_huge', plain('x'.repeat(900_000)));
  clock.advance(1_000);
  saw('t_huger', plain('y'.repeat(1_000_000)));
  expect(ids()).toEqual(['t_huger']);
});

test('what the hub has no more goes, and everything when the user says so', async () => {
  const { saw, screens, ids, drawer } = phone();
  for (const id of ['t_0001', 't_0002']) saw(id, plain(id));
  screens.flush();
  screens.retain(new Set(['t_0002']));
  screens.flush();
  expect([ids(), [...(await drawer.all()).keys()]]).toEqual([['t_0002'], ['t_0002']]);
  await screens.clear();
  expect([ids(), (await drawer.all()).size]).toEqual([[], 0]);
});

test('a phone that keeps none has them for as long as the page lives; what is damaged is removed', async () => {
  const drawer = new MemoryDrawer();
  await drawer.put('t_0001', { device: 'd_phone', lines: 'no' });
  const { saw, screens, ids } = phone(drawer, { mayWrite: false });
  await screens.load();
  saw('t_0002', plain('here'));
  screens.flush();
  expect([ids(), (await drawer.all()).size]).toEqual([['t_0002'], 0]);
});
