import { expect, test } from 'vitest';
import { RendererRecovery } from './renderer-recovery.ts';

test('a page that falls is loaded once more, and again within a minute it is not', () => {
  const recovery = new RendererRecovery();
  expect(recovery.gone(1_000)).toBe('page');
  expect(recovery.gone(60_999)).toBe('errorPage');
  expect(recovery.gone(130_000)).toBe('page');
});

test('an error page that falls as well is not loaded without end', () => {
  const recovery = new RendererRecovery();
  recovery.gone(0);
  recovery.gone(10);
  expect(recovery.gone(20)).toBe('nothing');
  expect(recovery.gone(30)).toBe('nothing');
  recovery.forgive();
  expect(recovery.gone(40)).toBe('page');
});

test('a page that falls once an hour is always loaded again', () => {
  const recovery = new RendererRecovery();
  for (let hour = 0; hour < 5; hour++) expect(recovery.gone(hour * 3_600_000)).toBe('page');
});

test('asking for the page from the error page begins anew', () => {
  const recovery = new RendererRecovery();
  recovery.gone(0);
  expect(recovery.gone(10)).toBe('errorPage');
  recovery.forgive();
  expect(recovery.gone(20)).toBe('page');
});
