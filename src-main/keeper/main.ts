import { chmodSync, mkdirSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import type { KeeperRecord } from '../../src-shared/keeper-protocol/messages.ts';
import { Keeper } from './keeper.ts';
import { logFile } from './log-file.ts';
import { NodePty } from './node-pty.ts';
import { isOnRecord, newRecord, removeTraces, writeRecord } from './record.ts';
import { systemClock } from './system-clock.ts';

/**
 * A keeper: `node keeper.js --dir <keepers dir> --id <keeper id> [--program <name of its directory>]`, started detached
 * and without a terminal. The record stands when it listens, so who finds the record can connect.
 */
function main(): void {
  const { directory, id, program } = options();
  // The user's own umask stays: shells inherit it. What is written here says its mode each time.
  // Holds no mount and no directory that somebody may want to remove.
  process.chdir('/');
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const log = logFile(join(directory, `${id}.log`), systemClock);
  const record = newRecord(directory, id, program);

  const keeper = new Keeper({
    id,
    token: record.token,
    clock: systemClock,
    log,
    startPty: (launch, size, listener) => new NodePty(launch, size, listener, systemClock),
    isFindable: () => isOnRecord(directory, id),
    onIdle: () => end(),
  });
  const server = createServer((socket) => keeper.connected(socket));
  const end = (): void => {
    log.info('keeper ends');
    keeper.dispose();
    server.close();
    removeTraces(directory, record);
    process.exit(0);
  };

  outliveEverything(log);
  process.on('SIGTERM', () => {
    log.info('dismissed');
    keeper.dismiss();
  });
  server.on('error', (error) => {
    log.error('cannot listen', { error: error.message });
    process.exit(1);
  });
  listen(server, directory, record);
}

interface Options {
  readonly directory: string;
  readonly id: string;
  readonly program: string | undefined;
}

function options(): Options {
  const { values } = parseArgs({
    options: {
      dir: { type: 'string' },
      id: { type: 'string' },
      program: { type: 'string' },
      // For the starter script of an AppImage, which hands it on.
      'no-sandbox': { type: 'boolean' },
    },
  });
  const { dir, id, program } = values;
  if (dir === undefined || id === undefined || !/^[\w-]{1,64}$/.test(id))
    throw new Error('usage: keeper --dir <directory> --id <id> [--program <name>]');
  return { directory: resolve(dir), id, program };
}

function listen(server: Server, directory: string, record: KeeperRecord): void {
  server.listen(record.socket, () => {
    if (process.platform !== 'win32') chmodSync(record.socket, 0o600);
    writeRecord(directory, record);
  });
}

/** Whoever started it may be interrupted, hung up or terminated as a group; what runs in here must not notice. */
function outliveEverything(log: ReturnType<typeof logFile>): void {
  for (const signal of ['SIGHUP', 'SIGINT', 'SIGPIPE'] as const)
    process.on(signal, () => log.info('signal ignored', { signal }));
  // The top of the process: a fault in one place must not end every shell.
  process.on('uncaughtException', (error) => log.error('uncaught', { error: error.stack ?? String(error) }));
  process.on('unhandledRejection', (reason) => log.error('unhandled rejection', { error: String(reason) }));
}

main();
