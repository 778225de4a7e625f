import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import {
  type ChannelContract,
  deviceChannel,
  hubChannel,
  pairingChannel,
  presenceChannel,
  settingsChannel,
  terminalChannel,
} from '../channel.ts';

/** A case: what a channel's state becomes by some actions. */
const caseSchema = z.strictObject({
  description: z.string().min(1),
  initial: z.unknown(),
  actions: z.array(z.unknown()).min(1),
  expected: z.unknown(),
});

const NAME = /^\d{3}-[a-z0-9-]+\.json$/;

/** The whole value is frozen, so that a reducer that changes its argument throws. */
function frozen<T>(value: T): T {
  if (typeof value === 'object' && value !== null) {
    for (const inner of Object.values(value)) frozen(inner);
    Object.freeze(value);
  }
  return value;
}

function runCases<S, A>(contract: ChannelContract<S, A>): void {
  const directory = `${import.meta.dirname}/${contract.name}/cases`;
  const tried = new Set<string>();
  describe(`the channel ${contract.name}`, () => {
    for (const file of readdirSync(directory).sort()) {
      const each = caseSchema.parse(JSON.parse(readFileSync(`${directory}/${file}`, 'utf8')));
      test(`${file}: ${each.description}`, () => {
        expect(file).toMatch(NAME);
        let state = frozen(contract.state.parse(each.initial));
        for (const raw of each.actions) {
          const action = frozen(contract.action.parse(raw));
          tried.add((raw as { type: string }).type);
          state = frozen(contract.reduce(state, action));
          expect(contract.reduce(state, action), 'applied once more, it changes nothing').toEqual(state);
        }
        expect(state).toEqual(contract.state.parse(each.expected));
      });
    }

    test('every action has a case', () => {
      expect([...tried].sort()).toEqual(actionTypes(contract).sort());
    });
  });
}

function actionTypes<S, A>(contract: ChannelContract<S, A>): string[] {
  const { anyOf, oneOf } = z.toJSONSchema(contract.action);
  return (anyOf ?? oneOf ?? []).map((option) => {
    const { type } = option.properties ?? {};
    return typeof type === 'object' ? String(type.const) : '';
  });
}

runCases(hubChannel);
runCases(terminalChannel);
runCases(presenceChannel);
runCases(deviceChannel);
runCases(pairingChannel);
runCases(settingsChannel);
