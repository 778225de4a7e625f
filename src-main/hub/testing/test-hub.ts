import { createPrivateKey, createPublicKey, sign } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { keeperRecordSchema } from '../../../src-shared/keeper-protocol/messages.ts';
import { helloText } from '../../../src-shared/protocol/frames.ts';
import type { Config } from '../config.ts';
import { localDeviceFile, localDeviceSchema } from '../devices/local-device.ts';
import { nodePlatform } from '../host/node-platform.ts';
import { processBirth } from '../host/process-birth.ts';
import { createHub, type Hub } from '../hub.ts';
import type { Module } from '../modules/module.ts';
import type { Platform } from '../platform.ts';
import { TestClient } from './test-client.ts';
import type { TestKey } from './test-key.ts';

/** A real hub on port 0, with real keepers, in a data directory of its own. */
export interface TestHub {
  readonly dataDir: string;
  readonly hub: Hub;
  /** A client with the command line's key. */
  client(): Promise<TestClient>;
  /** Stops the hub alone. */
  stop(): Promise<void>;
  /** Stops the hub, ends its keepers, removes the directory. */
  close(): Promise<void>;
}

export interface TestHubOptions {
  readonly dataDir?: string;
  readonly modules?: ReadonlyArray<Module>;
  readonly platform?: Partial<Platform>;
  /** Port 0 unless this says otherwise. */
  readonly config?: Partial<Config>;
}

export async function startTestHub(options: TestHubOptions = {}): Promise<TestHub> {
  const dataDir = options.dataDir ?? newDataDir();
  const platform = nodePlatform({ dataDir, log: { file: 'debug', stderr: 'none' } });
  const config = { port: 0, version: '0.1.0', ...options.config };
  const hub = await createHub({ ...platform, ...options.platform }, config, options.modules);
  const clients: TestClient[] = [];
  const stop = async (): Promise<void> => {
    for (const client of clients) client.close();
    await hub.close();
    platform.dispose();
  };
  return {
    dataDir,
    hub,
    async client() {
      const client = await TestClient.open(hub.url, localKey(dataDir));
      clients.push(client);
      return client;
    },
    stop,
    async close() {
      await stop();
      await endKeepers(dataDir);
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

/** Short, since a unix socket's path has room for a hundred letters. */
export function newDataDir(): string {
  return mkdtempSync(join(tmpdir(), 'hp-'));
}

/** The key that a hub leaves for the command line. */
export function localKey(dataDir: string): TestKey {
  const { device, privateKey } = localDeviceSchema.parse(JSON.parse(readFileSync(localDeviceFile(dataDir), 'utf8')));
  const key = createPrivateKey({ key: Buffer.from(privateKey, 'base64url'), format: 'der', type: 'pkcs8' });
  return {
    device: { id: device, name: 'command line', role: 'admin' },
    publicKey: createPublicKey(key),
    prove(signedFor) {
      const signature = sign(null, Buffer.from(helloText(signedFor, device)), key).toString('base64url');
      return { kind: 'device', device, signature };
    },
  };
}

/** Pids of the keepers that have a record and are those who wrote it. */
export async function keeperPids(dataDir: string): Promise<number[]> {
  const pids: number[] = [];
  const directory = join(dataDir, 'keepers');
  if (!existsSync(directory)) return pids;
  for (const name of readdirSync(directory).filter((each) => each.endsWith('.json'))) {
    const record = keeperRecordSchema.parse(JSON.parse(readFileSync(join(directory, name), 'utf8')));
    if ((await processBirth(record.pid)) === record.birth) pids.push(record.pid);
  }
  return pids;
}

/** Ends keepers by the pids in their records; the terminals' programs get their hang-up from the system. */
export async function endKeepers(dataDir: string): Promise<void> {
  for (const pid of await keeperPids(dataDir)) process.kill(pid, 'SIGKILL');
}
