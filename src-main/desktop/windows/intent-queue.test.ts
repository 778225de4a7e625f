import { expect, test } from 'vitest';
import type { WindowIntent } from '../../../src-shared/desktop/desktop-api.ts';
import { IntentQueue } from './intent-queue.ts';

const command = (id: string): WindowIntent => ({ kind: 'command', id });

function queue(): { readonly intents: IntentQueue; readonly heard: WindowIntent[] } {
  const heard: WindowIntent[] = [];
  return { intents: new IntentQueue((intent) => heard.push(intent)), heard };
}

test('what a window is asked before it listens is delivered in order when it does', () => {
  const { intents, heard } = queue();
  intents.push(command('a'));
  intents.push(command('b'));
  expect(heard).toEqual([]);
  intents.ready();
  intents.push(command('c'));
  expect(heard).toEqual([command('a'), command('b'), command('c')]);
});

test('an intent is delivered once, also when the document says twice that it listens', () => {
  const { intents, heard } = queue();
  intents.push(command('a'));
  intents.ready();
  intents.ready();
  expect(heard).toEqual([command('a')]);
});

test('after a reload intents wait for the new document', () => {
  const { intents, heard } = queue();
  intents.ready();
  intents.reset();
  intents.push(command('a'));
  expect(heard).toEqual([]);
  intents.ready();
  expect(heard).toEqual([command('a')]);
});

test('a window that never listens keeps only the latest', () => {
  const { intents, heard } = queue();
  for (let i = 0; i < 100; i++) intents.push(command(String(i)));
  intents.ready();
  expect(heard).toHaveLength(16);
  expect(heard.at(-1)).toEqual(command('99'));
});
