import { afterEach } from 'vitest';
import { startTestHub, type TestHub, type TestHubOptions } from './test-hub.ts';

/** Starts hubs for the tests of one file, and closes them after each with everything that they left. */
export function testHubs(): (options?: TestHubOptions) => Promise<TestHub> {
  const hubs: TestHub[] = [];
  afterEach(async () => {
    for (const hub of hubs.splice(0)) await hub.close();
  });
  return async (options) => {
    const hub = await startTestHub(options);
    hubs.push(hub);
    return hub;
  };
}
