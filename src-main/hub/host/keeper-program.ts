import { createHash, randomUUID } from 'node:crypto';
import { chmod, lstat, mkdir, mkdtemp, readdir, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Clock } from '../../../src-shared/base/clock.ts';
import type { Log } from '../../../src-shared/base/log.ts';
import { ProtocolError } from '../../../src-shared/protocol/errors.ts';

/**
 * A keeper outlives the app it was started by, and loads parts of its program late: its screens' worker comes with its
 * first terminal. So it runs from a copy in the data directory, named by its content, that no update touches.
 */

/** Where an installed app has what a keeper consists of. */
export interface ProgramSource {
  /** Holds `keeper.js` and `screen-worker.js`. */
  readonly bundles: string;
  /** The package node-pty. */
  readonly nodePty: string;
}

interface ProgramFile {
  /** Relative to the program's directory, with forward slashes. */
  readonly path: string;
  readonly executable: boolean;
  readonly bytes: Uint8Array;
}

/** A program in place. */
export interface ReadyProgram {
  /** Of its directory, from its content. */
  readonly name: string;
  /** What Node is given. */
  readonly main: string;
}

/** Files have no bit there that says they are programs. */
const WINDOWS = process.platform === 'win32';
const MAIN = 'keeper.js';
const BUNDLES = [MAIN, 'screen-worker.js'];
const PTY = 'node_modules/node-pty';
/** Bundles are ES modules; without this Node would have to find out by parsing them. */
const PACKAGE = '{"type":"module"}\n';
/** Hexadecimal digits of a SHA-256: 128 bits. */
const NAME_LENGTH = 32;
/** A keeper that was started this recently may have no record yet that says what it runs from. */
const GRACE_MS = 60_000;
/** Somebody else may put theirs in place at the same moment, once. More often means that something is wrong. */
const TRIES = 4;

/** What this very program belongs to; undefined when it runs from its sources, where nothing is replaced unasked. */
export function installedSource(): ProgramSource | undefined {
  if (import.meta.url.endsWith('.ts')) return undefined;
  const nodePty = dirname(createRequire(import.meta.url).resolve('node-pty/package.json'));
  return { bundles: dirname(fileURLToPath(import.meta.url)), nodePty };
}

/** Copies of the keeper's program, `<data dir>/keepers/programs/<name>`. */
export class KeeperPrograms {
  private readonly directory: string;
  private readonly source: ProgramSource;
  private readonly clock: Clock;
  private readonly log: Log;
  private first: Promise<ReadyProgram> | undefined;
  private name: string | undefined;

  constructor(directory: string, source: ProgramSource, parts: { readonly clock: Clock; readonly log: Log }) {
    this.directory = directory;
    this.source = source;
    this.clock = parts.clock;
    this.log = parts.log;
  }

  /** Puts the copy in place ahead of time, so that what is copied is what was there when the hub started. */
  prepare(): void {
    // Whoever needs it asks again and is told.
    this.ready().catch((error: unknown) => this.log.warn('keeper program not ready', { error: String(error) }));
  }

  /** Whole and unchanged, made anew if need be. Refuses in words. */
  async ready(): Promise<ReadyProgram> {
    if (this.name !== undefined) return this.ensure(this.name);
    // Asked for twice at the start, it is read and made once.
    this.first ??= this.ensureFirst().finally(() => {
      this.first = undefined;
    });
    return this.first;
  }

  /** Removes copies that nobody runs from; `used` are the names that live keepers have on record. */
  async removeUnused(used: ReadonlySet<string>): Promise<void> {
    for (const name of await namesIn(this.directory)) {
      if (used.has(name) || name === this.name) continue;
      const path = join(this.directory, name);
      // Gone meanwhile, or never a directory of ours: both are for the next start.
      const touched = await stat(path).catch(() => undefined);
      if (touched === undefined || this.clock.now() - touched.mtimeMs < GRACE_MS) continue;
      this.log.info('keeper program removed', { program: name });
      await rm(path, { recursive: true, force: true });
    }
  }

  private async ensureFirst(): Promise<ReadyProgram> {
    const files = await this.readSource();
    const name = nameOf(files);
    const ready = await this.ensure(name, files);
    this.name = name;
    return ready;
  }

  private async ensure(name: string, known?: readonly ProgramFile[]): Promise<ReadyProgram> {
    const path = join(this.directory, name);
    for (let tries = 0; tries < TRIES; tries++) {
      if (await isIntact(path, name)) {
        const now = this.clock.now() / 1000;
        await utimes(path, now, now);
        return { name, main: join(path, MAIN) };
      }
      await this.make(path, known ?? (await this.readSame(name)));
    }
    throw new ProtocolError('startFailed', `The program that keeps terminals does not stay as written in ${path}.`);
  }

  /** All of it or nothing: another hub, or one that was killed here, never leaves a part. */
  private async make(path: string, files: readonly ProgramFile[]): Promise<void> {
    let temporary: string | undefined;
    try {
      await mkdir(this.directory, { recursive: true, mode: 0o700 });
      await chmod(this.directory, 0o700);
      temporary = await mkdtemp(join(this.directory, '.new-'));
      for (const { path: file, bytes, executable } of files) {
        const target = join(temporary, file);
        await mkdir(dirname(target), { recursive: true, mode: 0o700 });
        await writeFile(target, bytes, { mode: executable ? 0o700 : 0o600 });
      }
      await this.putInPlace(temporary, path);
    } catch (error) {
      if (temporary !== undefined) await rm(temporary, { recursive: true, force: true });
      throw notCopied(this.directory, error);
    }
  }

  private async putInPlace(temporary: string, path: string, tries = TRIES): Promise<void> {
    try {
      await rename(temporary, path);
    } catch (error) {
      // Windows has the last two names for a directory that is there.
      if (tries === 0 || !isCode(error, 'EEXIST', 'ENOTEMPTY', 'ENOTDIR', 'EPERM', 'EACCES')) throw error;
      // Another hub was quicker, and somebody may run from its copy already.
      if (await isIntact(path, basename(path))) return rm(temporary, { recursive: true, force: true });
      await this.setAside(path);
      await this.putInPlace(temporary, path, tries - 1);
    }
  }

  /** Out of the way, with whatever runs from it: what is open stays open. */
  private async setAside(path: string): Promise<void> {
    const aside = join(this.directory, `.old-${randomUUID()}`);
    try {
      await rename(path, aside);
    } catch (error) {
      // Another hub saw the damage as well.
      if (isCode(error, 'ENOENT')) return;
      throw error;
    }
    await rm(aside, { recursive: true, force: true });
  }

  /** The app's files, once more, for a copy that was damaged. */
  private async readSame(name: string): Promise<readonly ProgramFile[]> {
    const files = await this.readSource();
    if (nameOf(files) === name) return files;
    // Half of a replacement could be in place by now, and the halves need not fit each other.
    throw new ProtocolError(
      'startFailed',
      'The program that keeps terminals was changed in the data directory, and Homeport itself was replaced since it ' +
        'started. Start Homeport again.',
    );
  }

  private async readSource(): Promise<readonly ProgramFile[]> {
    const { bundles, nodePty } = this.source;
    try {
      const library = (await namesBelow(join(nodePty, 'lib'))).filter((path) => path.endsWith('.js'));
      const files = await Promise.all([
        ...BUNDLES.map(async (path) => plain(path, await readFile(join(bundles, path)))),
        ...['package.json', ...library.map((path) => `lib/${path}`)].map(async (path) =>
          plain(`${PTY}/${path}`, await readFile(join(nodePty, path))),
        ),
      ]);
      return [plain('package.json', Buffer.from(PACKAGE)), ...files, ...(await nativeFiles(nodePty))];
    } catch (error) {
      throw new ProtocolError(
        'startFailed',
        `The program that keeps terminals cannot be read from ${bundles} (${reason(error)}). Install Homeport again.`,
      );
    }
  }
}

/** What node-pty loads on this machine: built here, or brought along; the first that is there, as node-pty has it. */
async function nativeFiles(nodePty: string): Promise<ProgramFile[]> {
  const main = WINDOWS ? 'conpty.node' : 'pty.node';
  for (const directory of ['build/Release', `prebuilds/${process.platform}-${process.arch}`]) {
    // Neither has to be there, as long as one is.
    const names: string[] = await namesBelow(join(nodePty, directory)).catch(() => []);
    if (!names.includes(main)) continue;
    const wanted = names.filter((name) => /^[^/]+\.node$|^spawn-helper$|^conpty\/[^/]+\.(exe|dll)$/.test(name));
    return Promise.all(
      wanted.map(async (name) => ({
        path: `${PTY}/${directory}/${name}`,
        executable: !WINDOWS && name === 'spawn-helper',
        bytes: await readFile(join(nodePty, directory, name)),
      })),
    );
  }
  throw new Error(`node-pty has no binary for ${process.platform} on ${process.arch}`);
}

/** Whether exactly what the name says is there: a file too many could be loaded before the right one. */
async function isIntact(path: string, name: string): Promise<boolean> {
  try {
    // Where a link leads, somebody else might change what is run later.
    if (!(await lstat(path)).isDirectory()) return false;
    const files = (await namesBelow(path)).map(async (file) => {
      const { mode } = await stat(join(path, file));
      return { path: file, executable: !WINDOWS && (mode & 0o100) !== 0, bytes: await readFile(join(path, file)) };
    });
    return nameOf(await Promise.all(files)) === name;
  } catch {
    // Not there, unreadable, or of things that a copy does not consist of: it is made anew, and that fails aloud.
    return false;
  }
}

function nameOf(files: readonly ProgramFile[]): string {
  const hash = createHash('sha256');
  for (const file of files.toSorted((a, b) => (a.path < b.path ? -1 : 1))) {
    const content = createHash('sha256').update(file.bytes).digest('hex');
    hash.update(`${file.executable ? 'x' : '-'} ${content} ${file.path}\n`);
  }
  return hash.digest('hex').slice(0, NAME_LENGTH);
}

function plain(path: string, bytes: Uint8Array): ProgramFile {
  return { path, executable: false, bytes };
}

/** Every file below, relative, with forward slashes. Throws for what is neither file nor directory. */
async function namesBelow(directory: string): Promise<string[]> {
  const names: string[] = [];
  for (const entry of await readdir(directory, { withFileTypes: true })) {
    if (entry.isDirectory()) {
      const below = await namesBelow(join(directory, entry.name));
      names.push(...below.map((name) => `${entry.name}/${name}`));
    } else if (entry.isFile()) names.push(entry.name);
    else throw new Error(`${join(directory, entry.name)} is neither a file nor a directory`);
  }
  return names;
}

async function namesIn(directory: string): Promise<string[]> {
  try {
    return await readdir(directory);
  } catch (error) {
    if (isCode(error, 'ENOENT')) return [];
    throw error;
  }
}

function notCopied(directory: string, error: unknown): ProtocolError {
  const why = isCode(error, 'ENOSPC', 'EDQUOT')
    ? 'the disk is full. Free some space and try again'
    : `${reason(error)}. Check the permissions of the data directory`;
  return new ProtocolError('startFailed', `The program that keeps terminals cannot be copied to ${directory}: ${why}.`);
}

function isCode(error: unknown, ...codes: readonly string[]): boolean {
  return error instanceof Error && 'code' in error && codes.includes(String(error.code));
}

function reason(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
