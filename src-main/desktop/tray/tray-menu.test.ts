import { expect, test } from 'vitest';
import { silentLog } from '../../../src-shared/base/log.ts';
import { ManualClock } from '../../hub/testing/manual-clock.ts';
import { Attention } from '../attention.ts';
import { LoginItem } from '../login-item.ts';
import { PaperIntents, PaperShell, terminal } from '../testing/paper-shell.ts';
import { traySections } from './sections/sections.ts';
import { TrayMenu } from './tray-menu.ts';
import type { TrayModel } from './tray-model.ts';

function rig() {
  const clock = new ManualClock();
  const shell = new PaperShell();
  const intents = new PaperIntents(shell);
  const attention = new Attention(shell);
  let on = false;
  const entry = {
    read: () => on,
    write(wanted: boolean) {
      on = wanted;
    },
    repair() {},
  };
  const loginItem = new LoginItem({ shell, intents, entry, report: () => {}, log: silentLog });
  const shown: TrayModel[] = [];
  const menu = new TrayMenu(
    { shell, intents, attention, loginItem, address: () => '127.0.0.1:4140', sections: traySections(), clock },
    (model) => void shown.push(model),
  );
  return { clock, shell, menu, shown, intents, attention, loginItem };
}

const labels = (model: TrayModel | undefined): string[] =>
  model?.items.flatMap((item) => (item.kind === 'separator' ? [] : [item.label])) ?? [];

test('the menu is there at once', () => {
  expect(rig().shown).toHaveLength(1);
});

test('what does not show in the menu does not build it anew', () => {
  const { shell, clock, shown } = rig();
  shell.put(terminal('t_0001'));
  clock.advance(1000);
  const before = shown.length;
  shell.put(terminal('t_0001', { cols: 120, cwd: '/tmp' }));
  clock.advance(1000);
  expect(shown).toHaveLength(before);
});

test('a title that spins builds the menu a few times a second, and the last one is shown', () => {
  const { shell, clock, shown } = rig();
  for (let step = 0; step < 1000; step += 1) {
    shell.put(terminal('t_0001', { title: `step ${step}` }));
    clock.advance(1);
  }
  expect(shown.length).toBeLessThanOrEqual(4);
  clock.advance(1000);
  expect(labels(shown.at(-1))).toContain('step 999');
});

test('a terminal that rings waits, until it is looked at', () => {
  const { shell, clock, shown } = rig();
  shell.put(terminal('t_0001'));
  shell.put(terminal('t_0001', { bells: 1 }));
  clock.advance(1000);
  expect(labels(shown.at(-1))).toEqual(expect.arrayContaining(['● bash', 'Waiting for you', 'Bell: bash']));
  expect(shown.at(-1)?.waiting).toBe(true);
  shell.look('t_0001');
  clock.advance(1000);
  expect(labels(shown.at(-1))).not.toContain('Waiting for you');
});

test('the terminal in which something happened last comes first', () => {
  const { shell, clock, shown } = rig();
  shell.put(terminal('t_0001', { name: 'one', startedAt: 1 }), terminal('t_0002', { name: 'two', startedAt: 2 }));
  clock.advance(1000);
  expect(labels(shown.at(-1)).slice(2, 4)).toEqual(['two', 'one']);
  shell.put(terminal('t_0001', { name: 'one', startedAt: 1, run: { kind: 'running', line: '', since: 3 } }));
  clock.advance(1000);
  expect(labels(shown.at(-1)).slice(2, 4)).toEqual(['one', 'two']);
});

test('a switch that was clicked is drawn anew as it is, even if nothing came of the click', () => {
  const { menu, clock, shown } = rig();
  clock.advance(1000);
  const before = shown.length;
  menu.again();
  // Not at once: the hub's answer would turn it a second time.
  expect(shown).toHaveLength(before);
  clock.advance(1000);
  expect(shown).toHaveLength(before + 1);
});

test('a menu that is gone leaves no timer and no listener', () => {
  const { menu, shell, clock, attention, loginItem } = rig();
  shell.put(terminal('t_0001'));
  menu.dispose();
  attention.dispose();
  loginItem.dispose();
  expect(clock.pending).toBe(0);
  expect(shell.listeners).toBe(0);
});
