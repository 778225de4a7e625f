import { expect, test } from 'vitest';
import { quitQuestion } from './quit-question.ts';

test('the user is told how many terminals go on', () => {
  expect(quitQuestion({ kind: 'own', running: 3 })?.detail).toBe(
    '3 terminals go on running in the background. Reopen Homeport to see them.',
  );
  expect(quitQuestion({ kind: 'own', running: 1 })?.detail).toBe(
    '1 terminal goes on running in the background. Reopen Homeport to see it.',
  );
});

test('nothing is asked when nothing runs', () => {
  expect(quitQuestion({ kind: 'own', running: 0 })).toBeUndefined();
});

test('nothing is asked when another process has the hub: it loses nothing', () => {
  expect(quitQuestion({ kind: 'attached', running: 3 })).toBeUndefined();
});
