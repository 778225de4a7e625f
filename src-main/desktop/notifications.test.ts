import { expect, test } from 'vitest';
import { toDisposable } from '../../src-shared/base/disposable.ts';
import { type Log, silentLog } from '../../src-shared/base/log.ts';
import { ManualClock } from '../hub/testing/manual-clock.ts';
import { Attention } from './attention.ts';
import { type ShowNotification, startNotifications } from './notifications.ts';
import { PaperIntents, PaperShell, terminal } from './testing/paper-shell.ts';

const RUNNING = { kind: 'running', line: 'make', since: 0 } as const;
const DONE = { kind: 'prompt', lastExitCode: 0, lastDurationMs: 30_000 } as const;
const OVER = { kind: 'ended', exitCode: 0, signal: null, at: 0 } as const;

interface Shown {
  readonly title: string;
  readonly on: Parameters<ShowNotification>[1];
  closed: boolean;
}

function rig(broken?: ShowNotification) {
  const clock = new ManualClock(new Date('2026-11-20T12:00').getTime());
  const shell = new PaperShell();
  const intents = new PaperIntents(shell);
  const attention = new Attention(shell);
  const shown: Shown[] = [];
  const warnings: string[] = [];
  const log: Log = { ...silentLog, warn: (message) => void warnings.push(message) };
  const show: ShowNotification = ({ title }, on) => {
    const notification: Shown = { title, on, closed: false };
    shown.push(notification);
    return toDisposable(() => {
      notification.closed = true;
      on.closed();
    });
  };
  const started = startNotifications({ shell, attention, intents, show: broken ?? show, clock, log });
  shell.put(terminal('t_0001', { run: RUNNING }), terminal('t_0002', { run: RUNNING }));
  return { clock, shell, intents, attention, shown, warnings, started };
}

const visible = (shown: ReadonlyArray<Shown>): string[] =>
  shown.filter((each) => !each.closed).map((each) => each.title);

test('a click on a notification opens its terminal and takes the notification away', () => {
  const { shell, shown, intents } = rig();
  shell.put(terminal('t_0001', { run: DONE }));
  expect(visible(shown)).toEqual(['Finished after 30 s']);
  shown[0]?.on.click();
  expect(intents.asked).toEqual(['open t_0001']);
  expect(visible(shown)).toEqual([]);
});

test('a terminal has one notification: a later one takes the place of the one before', () => {
  const { shell, shown } = rig();
  shell.put(terminal('t_0001', { run: DONE }), terminal('t_0002', { run: DONE }));
  shell.put(terminal('t_0001', { run: DONE, phase: OVER }));
  expect(visible(shown)).toEqual(['Finished after 30 s', 'bash has ended']);
  expect(shown).toHaveLength(3);
});

test('a notification goes when its terminal is looked at, on whatever client, or is removed', () => {
  const { shell, shown } = rig();
  shell.put(terminal('t_0001', { run: DONE }), terminal('t_0002', { run: DONE }));
  shell.look('t_0001');
  expect(visible(shown)).toEqual(['Finished after 30 s']);
  shell.remove('t_0002');
  expect(visible(shown)).toEqual([]);
});

test('each kind can be switched off, and is counted all the same', () => {
  const { shell, shown, attention } = rig();
  shell.notifications({ bell: false, finished: false, ended: false });
  shell.put(terminal('t_0001', { run: RUNNING, bells: 1 }));
  shell.put(terminal('t_0001', { run: DONE, bells: 1 }));
  shell.put(terminal('t_0002', { run: RUNNING, phase: OVER }));
  expect(shown).toEqual([]);
  expect(Object.keys(attention.badges)).toEqual(['t_0001', 't_0002']);
  shell.notifications({ ended: true });
  shell.put(terminal('t_0001', { run: DONE, bells: 1, phase: OVER }));
  expect(visible(shown)).toEqual(['bash has ended']);
});

test('in quiet hours nothing is shown, and it is counted all the same', () => {
  const { shell, shown, attention, clock } = rig();
  shell.notifications({ quiet: { on: true, from: '11:30', to: '12:30' } });
  shell.put(terminal('t_0001', { run: DONE }));
  expect(shown).toEqual([]);
  expect(Object.keys(attention.badges)).toEqual(['t_0001']);
  clock.advance(30 * 60_000);
  shell.put(terminal('t_0002', { run: DONE }));
  expect(visible(shown)).toEqual(['Finished after 30 s']);
});

test('a program that rings without end is told of seldom', () => {
  const { shell, shown, clock } = rig();
  for (let bells = 1; bells <= 1000; bells += 1) {
    shell.put(terminal('t_0001', { title: `ring ${bells}`, bells }));
    clock.advance(10);
  }
  expect(shown.length).toBe(2);
  expect(visible(shown)).toHaveLength(1);
});

test('a bell that follows an end which was looked at is told at once', () => {
  const { shell, shown } = rig();
  shell.put(terminal('t_0001', { run: RUNNING, bells: 1 }));
  shell.look('t_0001');
  shell.look(null);
  shell.put(terminal('t_0001', { run: RUNNING, bells: 2 }));
  expect(shown).toHaveLength(2);
});

test('a desktop that shows no notifications is written down and hurts nothing', () => {
  const { shell, attention, warnings } = rig(() => {
    throw new Error('no notification daemon');
  });
  shell.put(terminal('t_0001', { run: DONE }));
  expect(warnings).toEqual(['a notification could not be shown']);
  expect(Object.keys(attention.badges)).toEqual(['t_0001']);
});

test('a notification that fails later is written down', () => {
  const { shell, shown, warnings } = rig();
  shell.put(terminal('t_0001', { run: DONE }));
  shown[0]?.on.failed('the daemon has crashed');
  expect(warnings).toEqual(['a notification could not be shown']);
});

test('when the app goes, its notifications go', () => {
  const { shell, shown, started, attention } = rig();
  shell.put(terminal('t_0001', { run: DONE }));
  started.dispose();
  attention.dispose();
  expect(visible(shown)).toEqual([]);
  expect(shell.listeners).toBe(0);
});
