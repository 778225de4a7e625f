import { expect, test } from 'vitest';
import { requestTable } from './request-table.ts';
import { RIGHTS, ROLE_RIGHTS, ROLES } from './rights.ts';

test('every role sees, only an admin types, and an admin may do everything', () => {
  for (const role of ROLES) expect(ROLE_RIGHTS[role].has('view')).toBe(true);
  expect(ROLES.filter((role) => ROLE_RIGHTS[role].has('type'))).toEqual(['admin']);
  expect([...ROLE_RIGHTS.admin]).toEqual([...RIGHTS]);
});

/** What a device may do about itself whatever its role: what it is told while it is away, and where it comes from. */
const OWN_AFFAIRS = ['pairing.move', 'notifications.register', 'notifications.send'];

test('a viewer can change nothing but what concerns itself: what else it may ask is not audited', () => {
  for (const [method, entry] of Object.entries(requestTable)) {
    if (ROLE_RIGHTS.viewer.has(entry.right)) expect(entry.audited, method).toBe(OWN_AFFAIRS.includes(method));
  }
});

test('methods are named service.noun.verb or, for the few given by the mission, service.verb', () => {
  for (const method of Object.keys(requestTable)) expect(method).toMatch(/^[a-z]+(\.[a-z]+){1,3}$/);
});
