import { expect, test } from 'vitest';
import { Turns } from './turns.ts';

test('one at a time, in the order in which they asked, also after one that failed', async () => {
  const turns = new Turns();
  const done: string[] = [];
  let running = 0;
  const run = (name: string) => async (): Promise<string> => {
    expect(++running).toBe(1);
    await Promise.resolve();
    running--;
    done.push(name);
    if (name === 'b') throw new Error('b failed');
    return name;
  };
  const results = await Promise.allSettled(['a', 'b', 'c'].map((who) => turns.take(who, run(who))));
  expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  expect(done).toEqual(['a', 'b', 'c']);
});

test('nobody stands in the queue twice, and who was served may ask again', async () => {
  const turns = new Turns();
  const { promise, resolve } = Promise.withResolvers<void>();
  const first = turns.take('a', () => promise);
  expect(() => turns.take('a', () => promise)).toThrow('Wait for the answer');
  resolve();
  await first;
  await turns.take('a', () => promise);
});
