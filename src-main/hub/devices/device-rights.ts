import { type Right, ROLE_RIGHTS } from '../../../src-shared/protocol/rights.ts';
import type { DeviceRecord } from '../store/device-table.ts';

/** What somebody who controls the network could do with a page that came over it, unless the operator gave their word. */
const TAKEN_AT_L0: ReadonlySet<Right> = new Set<Right>(['type', 'administer']);

/** The same rights as they are and as they are at L0 without the operator's word. */
interface Held {
  readonly whole: ReadonlySet<Right>;
  readonly cut: ReadonlySet<Right>;
}

const OF_ROLE = {
  viewer: held(ROLE_RIGHTS.viewer),
  operator: held(ROLE_RIGHTS.operator),
  admin: held(ROLE_RIGHTS.admin),
};

/** Worked out once for each record, since it is asked for with every key that is typed. */
const ofGrants = new WeakMap<DeviceRecord, ReadonlyMap<string, Held>>();

/** Rights of the role, and on a terminal those of its grants as well. `cut`: the device comes at L0 without a word. */
export function rightsHeld(device: DeviceRecord, cut: boolean, terminal?: string): ReadonlySet<Right> {
  const onTerminal = terminal === undefined || device.grants.length === 0 ? undefined : grantsOf(device).get(terminal);
  const rights = onTerminal ?? OF_ROLE[device.role];
  return cut ? rights.cut : rights.whole;
}

/** Whether anything is taken from this device when it comes at L0 without a word. */
export function isCutAtL0(device: DeviceRecord): boolean {
  const all = [OF_ROLE[device.role], ...grantsOf(device).values()];
  return all.some(({ whole, cut }) => cut.size < whole.size);
}

/** Whether the second record may do less than the first, or for less long. */
export function isLess(before: DeviceRecord, after: DeviceRecord): boolean {
  if (after.endedAt !== null && before.endedAt === null) return true;
  if ((after.expiresAt ?? Number.POSITIVE_INFINITY) < (before.expiresAt ?? Number.POSITIVE_INFINITY)) return true;
  const terminals = [undefined, ...before.grants.map(({ terminal }) => terminal)];
  return terminals.some((terminal) => {
    const left = rightsHeld(after, false, terminal);
    return [...rightsHeld(before, false, terminal)].some((right) => !left.has(right));
  });
}

function grantsOf(device: DeviceRecord): ReadonlyMap<string, Held> {
  const known = ofGrants.get(device);
  if (known !== undefined) return known;
  const rights = new Map<string, ReadonlySet<Right>>();
  for (const grant of device.grants) {
    const before = rights.get(grant.terminal) ?? ROLE_RIGHTS[device.role];
    rights.set(grant.terminal, new Set([...before, ...grant.rights]));
  }
  const made = new Map([...rights].map(([terminal, whole]) => [terminal, held(whole)]));
  ofGrants.set(device, made);
  return made;
}

function held(whole: ReadonlySet<Right>): Held {
  return { whole, cut: new Set([...whole].filter((right) => !TAKEN_AT_L0.has(right))) };
}
