import { randomBytes } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { type Disposable, toDisposable } from '../../../src-shared/base/disposable.ts';
import type { Platform } from '../platform.ts';
import { listDirectories } from './directories.ts';
import { fileLog, type LogLevel } from './file-log.ts';
import { ProcessKeeperLauncher } from './keeper-launcher.ts';

import { LoopDelay } from './loop-delay.ts';
import { MdnsAdvertiser } from './mdns.ts';
import { SystemNetworks } from './networks.ts';
import { nodeCrypto, nodeKeyPair } from './node-crypto.ts';
import { secretStores } from './secrets/secret-stores.ts';
import { findShells } from './shells.ts';
import { resourceFile, siblingFile } from './sibling-file.ts';
import { openSqlite } from './sqlite.ts';
import { systemClock } from './system-clock.ts';
import { tailscaleProgram } from './tailscale-program.ts';

export interface NodePlatformOptions {
  /** Absolute. Made, 0700, when it is not there. */
  readonly dataDir: string;
  readonly log?: { readonly file: LogLevel; readonly stderr: LogLevel | 'none' };
}

/** A hub's surroundings under plain Node. Disposing stops what measures, after the hub is closed. */
export function nodePlatform({ dataDir, log: levels }: NodePlatformOptions): Platform & Disposable {
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  const clock = systemClock;
  const random = (length: number): Uint8Array => new Uint8Array(randomBytes(length));
  const log = fileLog(join(dataDir, 'hub.log'), clock, levels ?? { file: 'info', stderr: 'warn' });
  const delay = new LoopDelay(clock);
  const secrets = secretStores(dataDir, clock, process.env);
  const networks = new SystemNetworks(clock);
  const end = toDisposable(() => {
    networks.dispose();
    secrets.dispose();
    delay.dispose();
    log.dispose();
  });
  return {
    clock,
    log,
    random,
    paths: {
      dataDir,
      page: siblingFile('../../../out/renderer', '../renderer'),
      shellIntegration: resourceFile('shell-integration'),
    },
    keepers: new ProcessKeeperLauncher(dataDir, { clock, random, log: log.child('keepers') }),
    shells: findShells(process.env),
    secrets: secrets.stores,
    networks,
    advertiser: new MdnsAdvertiser(clock, log.child('mdns')),
    tailscale: tailscaleProgram(process.env),
    crypto: nodeCrypto(),
    keyPair: nodeKeyPair,
    listDirectories,
    openDatabase: openSqlite,
    loopDelay: () => delay.read(),
    rss: () => process.memoryUsage.rss(),
    pid: process.pid,
    dispose: () => end.dispose(),
  };
}
