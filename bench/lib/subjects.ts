import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { floorDoor } from './floor-door.ts';
import { HubConnection } from './hub-connection.ts';
import { hubDoor } from './hub-door.ts';
import { until } from './measure.ts';
import type { Door } from './session.ts';

export const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** Where a running subject is; can be handed to another process. */
export type Address =
  | { readonly kind: 'floor'; readonly url: string }
  | { readonly kind: 'homeport'; readonly url: string; readonly dataDir: string };

export function doorTo(address: Address): Door {
  return address.kind === 'floor' ? floorDoor(address.url) : hubDoor(address.url, address.dataDir);
}

/** A server that runs for the time of one measurement. */
export interface Running {
  readonly address: Address;
  readonly door: Door;
  stop(): Promise<void>;
}

export interface Subject {
  readonly name: 'homeport' | 'floor';
  start(): Promise<Running>;
}

export const floor: Subject = {
  name: 'floor',
  async start() {
    const child = spawn(process.execPath, [join(ROOT, 'bench/floor.mjs')], { stdio: ['ignore', 'pipe', 'inherit'] });
    const [line] = (await once(child.stdout, 'data')) as [Buffer];
    const address = { kind: 'floor', url: line.toString().trim() } as const;
    return { address, door: doorTo(address), stop: () => ended(child, 'SIGKILL') };
  },
};

export const homeport: Subject = { name: 'homeport', start: () => Hub.start() };

/** The worst event-loop delay (p99, ms) that hubs have reported at the end of measurements. */
export const loopDelays: number[] = [];

/** The built product with a data directory of its own. */
export class Hub implements Running {
  readonly address: { readonly kind: 'homeport'; readonly url: string; readonly dataDir: string };
  readonly door: Door;
  private readonly child: ChildProcess;

  private constructor(child: ChildProcess, url: string, dataDir: string) {
    this.child = child;
    this.address = { kind: 'homeport', url, dataDir };
    this.door = doorTo(this.address);
  }

  /** A hub that measures its event loop, which it does from the first time that it is asked. */
  static async start(dataDir?: string, port = 0): Promise<Hub> {
    const hub = await Hub.launch(dataDir, port);
    await hub.pids();
    return hub;
  }

  /** Resolves as soon as it listens. */
  static async launch(dataDir = mkdtempSync(join(tmpdir(), 'homeport-bench-')), port = 0): Promise<Hub> {
    const command = [join(ROOT, 'out/main/homeport.js'), 'start', '--port', String(port), '--data-dir', dataDir];
    const child = spawn(process.execPath, command, { stdio: ['ignore', 'ignore', 'inherit'] });
    let url = '';
    await until('the hub to listen', () => {
      url = urlOf(dataDir, child.pid) ?? '';
      return url !== '';
    });
    return new Hub(child, url, dataDir);
  }

  connect(): Promise<HubConnection> {
    return HubConnection.open(this.address.url, this.address.dataDir);
  }

  /** The hub and its keepers. */
  async pids(): Promise<number[]> {
    const connection = await this.connect();
    const status = await connection.patiently('hub.status.read', {});
    connection.close();
    return [status.pid, ...status.keepers.map((keeper) => keeper.pid)];
  }

  /** The hub alone. */
  get pid(): number {
    return this.child.pid ?? 0;
  }

  async kill(): Promise<void> {
    await ended(this.child, 'SIGKILL');
  }

  /** Ends the hub with all its terminals, and notes its event-loop delay. */
  async stop(): Promise<void> {
    const connection = await this.connect();
    const { loopDelay } = await connection.patiently('hub.status.read', {});
    loopDelays.push(loopDelay.p99);
    const gone = this.child.exitCode === null ? once(this.child, 'exit') : undefined;
    await connection.patiently('hub.process.stop', { endTerminals: true });
    await gone;
    connection.close();
    rmSync(this.address.dataDir, { recursive: true, force: true });
  }
}

/** The address in hub.json, if it is that of process `pid` and not of one before it. */
function urlOf(dataDir: string, pid: number | undefined): string | undefined {
  try {
    const file = JSON.parse(readFileSync(join(dataDir, 'hub.json'), 'utf8')) as { pid: number; url: string };
    return file.pid === pid ? file.url : undefined;
  } catch {
    // Not written yet, or half: the caller looks again until its time is up.
    return undefined;
  }
}

async function ended(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  child.kill(signal);
  await gone;
}
