import { expect, test } from 'vitest';
import { requestTable } from '../../../../src-shared/protocol/request-table.ts';
import { deedWords, KINDS } from './audit-words.ts';

const audited = Object.entries(requestTable).flatMap(([method, { audited: is }]) => (is ? [method] : []));

test('everything that the core writes into the log has words, and a kind to look for it by', () => {
  expect(audited.length).toBeGreaterThan(20);
  expect(audited.filter((method) => deedWords(method) === method)).toEqual([]);
  const kinds = KINDS.map(({ value }) => value).filter((value) => value !== '');
  expect(audited.filter((method) => !kinds.some((kind) => method.startsWith(kind)))).toEqual([]);
});

test('what is not known stands for itself', () => {
  expect(deedWords('agent.approval.answer')).toBe('agent.approval.answer');
});
