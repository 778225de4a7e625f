import { expect, test } from 'vitest';
import { z } from 'zod';
import { request } from '../../../src-shared/protocol/request.ts';
import { joinMethods, requestModule, servicesOf } from './methods.ts';

const entry = request({
  doc: 'For tests.',
  right: 'view',
  rate: 'control',
  audited: false,
  params: z.object({}),
  result: z.object({}),
});

const core = requestModule(
  'the core',
  { 'a.b.c': entry, 'a.b.d': entry },
  { 'a.b.c': () => ({}), 'a.b.d': () => ({}) },
);

test('tables of modules are joined, and welcome names their methods by service', () => {
  const jobs = requestModule('jobs', { 'jobs.start': entry }, { 'jobs.start': () => ({}) });
  const joined = joinMethods([core, jobs]);
  expect([...joined.keys()]).toEqual(['a.b.c', 'a.b.d', 'jobs.start']);
  expect(servicesOf(joined)).toEqual({ a: ['a.b.c', 'a.b.d'], jobs: ['jobs.start'] });
});

test('two modules that claim one method are refused by name', () => {
  const thief = requestModule('the thief', { 'a.b.d': entry }, { 'a.b.d': () => ({}) });
  expect(() => joinMethods([core, thief])).toThrow('the core and the thief both claim the method a.b.d');
});

test('a handler that is missing does not compile', () => {
  // @ts-expect-error: 'a.b.c' has no handler.
  expect(requestModule('broken', { 'a.b.c': entry }, {}).size).toBe(1);
});
