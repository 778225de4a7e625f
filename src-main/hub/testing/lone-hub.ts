import { rmSync } from 'node:fs';
import { afterEach } from 'vitest';
import { type HubProcess, startHubProcess } from './start-hub-process.ts';
import { TestClient } from './test-client.ts';
import { endKeepers, keeperPids, localKey, newDataDir } from './test-hub.ts';

/** A hub in a process of its own, for tests that measure it and its keeper. */
export interface LoneHub {
  readonly pid: number;
  client(): Promise<TestClient>;
  /** Of the one keeper that it has. */
  keeper(): Promise<number>;
}

/** Starts one for each test of a file, and ends it afterwards with everything that it left. */
export function loneHubs(): () => Promise<LoneHub> {
  const ends: Array<() => Promise<void>> = [];
  afterEach(async () => {
    for (const end of ends.splice(0)) await end();
  });
  return async () => {
    const dataDir = newDataDir();
    const hub: HubProcess = await startHubProcess(dataDir);
    ends.push(async () => {
      await hub.kill();
      await endKeepers(dataDir);
      rmSync(dataDir, { recursive: true, force: true });
    });
    return {
      pid: hub.pid,
      client: () => TestClient.open(hub.url, localKey(dataDir)),
      async keeper() {
        const [pid, ...more] = await keeperPids(dataDir);
        if (pid === undefined || more.length > 0) throw new Error(`there is not one keeper but ${pid}, ${more.join()}`);
        return pid;
      },
    };
  };
}
