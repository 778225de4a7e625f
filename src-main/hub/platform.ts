import type { KeyObject } from 'node:crypto';
import type { Clock } from '../../src-shared/base/clock.ts';
import type { Disposable } from '../../src-shared/base/disposable.ts';
import type { RandomBytes } from '../../src-shared/base/ids.ts';
import type { Log } from '../../src-shared/base/log.ts';
import type { KeeperRecord } from '../../src-shared/keeper-protocol/messages.ts';
import type { KeyPair, SecureCrypto } from '../../src-shared/secure/crypto.ts';
import type { PushNeeds } from './modules/push/push.ts';
import type { OutsideProgram } from './modules/tailscale/outside-program.ts';
import type { Advertiser, Networks } from './network/networks.ts';
import type { SecretStore } from './secrets/secret-store.ts';
import type { Database } from './store/database.ts';

/** Where things are on this machine. All absolute. */
export interface Paths {
  /** 0700, ours alone. */
  readonly dataDir: string;
  /** The built page that the hub serves. */
  readonly page: string;
  /** Shell integration scripts. */
  readonly shellIntegration: string;
}

/** Starts keepers and finds those that are there. */
export interface KeeperLauncher {
  /** Starts a detached keeper and resolves when it listens. */
  launch(): Promise<KeeperRecord>;
  /** Every keeper that has a record, with whether its process still is the one that wrote it. */
  find(): Promise<ReadonlyArray<{ readonly record: KeeperRecord; readonly alive: boolean }>>;
  /** Whether the process that was born as this still is. A pid that belongs to another process now is not it. */
  alive(keeper: Pick<KeeperRecord, 'pid' | 'birth'>): Promise<boolean>;
  /** Removes the record (and socket) of a keeper that is known to be gone. */
  forget(id: string): Promise<void>;
  /** Opens the keeper's socket. */
  connect(record: KeeperRecord): Promise<KeeperSocket>;
}

/** A byte stream to a keeper. */
export interface KeeperSocket extends Disposable {
  /** Both parts go out together; `body` must not change afterwards. */
  write(header: Uint8Array, body?: Uint8Array): void;
  onData(listener: (chunk: Uint8Array) => void): void;
  /** Called once, also after `dispose`. */
  onClose(listener: () => void): void;
}

/** The user's shells and environment. */
export interface Shells {
  /** The default one first. */
  list(): ReadonlyArray<{ readonly name: string; readonly file: string }>;
  readonly env: Readonly<Record<string, string>>;
  /** Whether this is a program that the user may run, as things are now. */
  canRun(file: string): boolean;
  readonly home: string;
}

/** What a shell (headless Node, Electron) hands to `createHub`. */
export interface Platform {
  readonly clock: Clock;
  readonly log: Log;
  readonly random: RandomBytes;
  readonly paths: Paths;
  readonly keepers: KeeperLauncher;
  readonly shells: Shells;
  /** Where the one key may be kept that seals all secrets, best first. */
  readonly secrets: ReadonlyArray<SecretStore>;
  readonly networks: Networks;
  readonly advertiser: Advertiser;
  /** The program `tailscale` of this machine, if there is one. */
  readonly tailscale: OutsideProgram;
  /** In place of the public internet and its authorities: the push service of a test. */
  readonly push?: PushNeeds['instead'];
  /** What the encrypted channel is made of. */
  readonly crypto: SecureCrypto;
  /** The pair of an X25519 private key. */
  keyPair(privateKey: KeyObject): KeyPair;
  /** The directories below one, by name, at most `most`; throws Node's error when it cannot be read. */
  listDirectories(path: string, most: number): Promise<string[]>;
  /** Opens (and creates) an SQLite file; throws what the engine throws. */
  openDatabase(file: string): Database;
  /** Event-loop delay since the last call, ms; zeros when that was long ago. Measured only while it is asked for. */
  loopDelay(): { readonly p50: number; readonly p99: number; readonly max: number };
  /** Resident memory, bytes. */
  rss(): number;
  readonly pid: number;
}
