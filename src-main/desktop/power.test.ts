import { EventEmitter } from 'node:events';
import { expect, test } from 'vitest';
import { silentLog } from '../../src-shared/base/log.ts';
import { followPower } from './power.ts';

function rig() {
  const events = new EventEmitter();
  const said: string[] = [];
  const hubHost = { suspend: () => void said.push('suspend'), resume: () => void said.push('resume') };
  const power = followPower({ events, hubHost, end: () => void said.push('end'), log: silentLog });
  return { events, said, power };
}

test('the hub is told before sleep and after it, and when a screen is locked', () => {
  const { events, said } = rig();
  for (const name of ['suspend', 'resume', 'lock-screen', 'unlock-screen', 'on-battery']) events.emit(name);
  expect(said).toEqual(['suspend', 'resume', 'suspend']);
});

test('the end of the system is held up until the app has ended by itself', () => {
  const { events, said } = rig();
  let held = false;
  events.emit('shutdown', {
    preventDefault() {
      held = true;
    },
  });
  expect([held, said]).toEqual([true, ['end']]);
});

test('a system that sends no event object is understood too', () => {
  const { events, said } = rig();
  events.emit('shutdown');
  expect(said).toEqual(['end']);
});

test('nothing is heard any more after the end', () => {
  const { events, said, power } = rig();
  power.dispose();
  for (const name of ['suspend', 'resume', 'shutdown', 'lock-screen']) events.emit(name);
  expect(said).toEqual([]);
  expect(events.eventNames()).toEqual([]);
});
