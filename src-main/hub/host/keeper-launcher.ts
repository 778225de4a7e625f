import { type ChildProcess, spawn } from 'node:child_process';
import { chmodSync, closeSync, mkdirSync, openSync, readdirSync, readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { type Clock, sleep } from '../../../src-shared/base/clock.ts';
import { newId, type RandomBytes } from '../../../src-shared/base/ids.ts';
import type { Log } from '../../../src-shared/base/log.ts';
import { type KeeperRecord, keeperRecordSchema } from '../../../src-shared/keeper-protocol/messages.ts';
import type { KeeperLauncher, KeeperSocket } from '../platform.ts';
import { installedSource, KeeperPrograms, type ProgramSource } from './keeper-program.ts';
import { runtimeOf, type Starter } from './keeper-runtime.ts';
import { readOwnFile } from './own-file.ts';
import { isAlive } from './process-birth.ts';
import { cleanEnvironment } from './shells.ts';
import { siblingFile } from './sibling-file.ts';

/** A loaded machine takes a second to start Node; ten mean that something is wrong. */
const LAUNCH_MS = 10_000;
const LOOK_EVERY_MS = 10;
const CONNECT_MS = 3_000;
/** Enough of a keeper's log to see why it did not come up. */
const LOG_TAIL = 2_000;
/** One arena for all threads instead of one each: some 8 MiB less per keeper with glibc, and no slower. */
const ALLOCATOR = { MALLOC_ARENA_MAX: '1' };

interface LauncherParts {
  readonly clock: Clock;
  readonly random: RandomBytes;
  readonly log: Log;
  /** How this process was started; `process` itself unless a test has its own. */
  readonly starter?: Starter;
  /** What an installed app has; undefined runs keepers from their sources. */
  readonly source?: ProgramSource | undefined;
}

/** Keepers of a data directory: each a process of its own, with a record in `<data dir>/keepers`. */
export class ProcessKeeperLauncher implements KeeperLauncher {
  private readonly directory: string;
  private readonly clock: Clock;
  private readonly random: RandomBytes;
  private readonly log: Log;
  private readonly starter: Starter;
  private readonly programs: KeeperPrograms | undefined;

  constructor(dataDir: string, parts: LauncherParts) {
    this.directory = join(dataDir, 'keepers');
    this.clock = parts.clock;
    this.random = parts.random;
    this.log = parts.log;
    this.starter = parts.starter ?? process;
    const source = parts.source ?? installedSource();
    this.programs = source && new KeeperPrograms(join(this.directory, 'programs'), source, parts);
  }

  async launch(): Promise<KeeperRecord> {
    this.prepareDirectory();
    const id = newId('k', this.random);
    const child = await this.start(id);
    let failure: string | undefined;
    child.on('error', (error) => {
      failure = String(error);
    });
    child.on('exit', (code, signal) => {
      failure = `it ended with ${signal ?? code}`;
    });
    child.unref();
    const deadline = this.clock.monotonic() + LAUNCH_MS;
    for (;;) {
      const record = this.read(`${id}.json`);
      if (record !== undefined && (await this.listens(record))) return record;
      if (failure === undefined && this.clock.monotonic() > deadline)
        failure = `it did not listen within ${LAUNCH_MS} ms`;
      if (failure !== undefined) {
        const message = `A keeper could not be started: ${failure}.${this.logTail(id)}`;
        // One that comes up after all writes another.
        await this.forget(id);
        throw new Error(message);
      }
      await sleep(this.clock, LOOK_EVERY_MS);
    }
  }

  async find(): Promise<ReadonlyArray<{ readonly record: KeeperRecord; readonly alive: boolean }>> {
    this.prepareDirectory();
    const names = readdirSync(this.directory).filter((name) => name.endsWith('.json'));
    const records = names.map((name) => this.read(name)).filter((record) => record !== undefined);
    const found = await Promise.all(records.map(async (record) => ({ record, alive: await this.alive(record) })));
    this.programs?.prepare();
    // A record that cannot be read may name any of them.
    if (records.length === names.length) this.removeUnusedPrograms(found.filter((each) => each.alive));
    return found;
  }

  alive({ pid, birth }: Pick<KeeperRecord, 'pid' | 'birth'>): Promise<boolean> {
    return isAlive(pid, birth);
  }

  async forget(id: string): Promise<void> {
    // A keeper that was killed leaves all of these behind; its socket may stand elsewhere when our path is long.
    const record = this.read(`${id}.json`);
    if (record !== undefined && process.platform !== 'win32') await rm(record.socket, { force: true });
    for (const ending of ['json', 'sock', 'log']) await rm(join(this.directory, `${id}.${ending}`), { force: true });
  }

  connect(record: KeeperRecord): Promise<KeeperSocket> {
    return new Promise((resolve, reject) => {
      const socket = connect(record.socket);
      const late = this.clock.after(CONNECT_MS, () => socket.destroy(new Error('no connection in time')));
      socket.once('error', reject);
      socket.once('close', () => late.dispose());
      socket.once('connect', () => {
        late.dispose();
        socket.off('error', reject);
        // The close that follows every error is what is acted upon.
        socket.on('error', (error) => this.log.debug('keeper socket', { keeper: record.id, error: String(error) }));
        resolve({
          write(header, body) {
            if (body === undefined) {
              socket.write(header);
              return;
            }
            socket.cork();
            socket.write(header);
            socket.write(body);
            socket.uncork();
          },
          onData: (listener) => void socket.on('data', listener),
          onClose: (listener) => void socket.once('close', () => listener()),
          dispose: () => socket.destroy(),
        });
      });
    });
  }

  private async start(id: string): Promise<ChildProcess> {
    const program = await this.programs?.ready();
    const main = program?.main ?? siblingFile('../../keeper/main.ts', './keeper.js');
    const { file, flags, trailing, env } = runtimeOf(this.starter);
    const named = program === undefined ? [] : ['--program', program.name];
    // What Node itself says when it cannot run the program is nowhere else.
    const log = openSync(join(this.directory, `${id}.log`), 'a', 0o600);
    try {
      return spawn(file, [...flags, main, '--dir', this.directory, '--id', id, ...named, ...trailing], {
        // A session of its own and nothing inherited but its log: whatever ends the hub does not reach it.
        detached: true,
        stdio: ['ignore', 'ignore', log],
        cwd: '/',
        env: { ...cleanEnvironment(this.starter.env), ...ALLOCATOR, ...env },
        windowsHide: true,
      });
    } finally {
      closeSync(log);
    }
  }

  private removeUnusedPrograms(alive: ReadonlyArray<{ readonly record: KeeperRecord }>): void {
    const used = alive.map(({ record }) => record.program).filter((name) => name !== undefined);
    this.programs?.removeUnused(new Set(used)).catch((error: unknown) => {
      // They take room and nothing else; the next start tries again.
      this.log.warn('unused keeper programs not removed', { error: String(error) });
    });
  }

  private prepareDirectory(): void {
    mkdirSync(this.directory, { recursive: true, mode: 0o700 });
    chmodSync(this.directory, 0o700);
  }

  private read(name: string): KeeperRecord | undefined {
    try {
      return keeperRecordSchema.parse(JSON.parse(readOwnFile(join(this.directory, name))));
    } catch (error) {
      const missing = error instanceof Error && 'code' in error && error.code === 'ENOENT';
      // Its keeper, if there is one, cannot be reached without it; the file stays for whoever looks into it.
      if (!missing) this.log.warn('keeper record cannot be read', { file: name, error: String(error) });
      return undefined;
    }
  }

  private async listens(record: KeeperRecord): Promise<boolean> {
    try {
      (await this.connect(record)).dispose();
      return true;
    } catch {
      // Not yet: asked again until the deadline.
      return false;
    }
  }

  private logTail(id: string): string {
    try {
      const text = readFileSync(join(this.directory, `${id}.log`), 'utf8')
        .slice(-LOG_TAIL)
        .trim();
      return text === '' ? '' : ` Its log ends with:\n${text}`;
    } catch {
      // It did not come as far as writing one.
      return '';
    }
  }
}
